package kexec.x86.internal;

import java.util.List;
import kexec.api.memory.MemoryMap;

/**
 * What a Multiboot kernel is told.
 *
 * @param place where it will be told, a physical address
 * @param loadBase where the kernel's first byte lies
 * @param commandLine the kernel's command line
 * @param modules in their order
 * @param memory the memory map
 */
record MultibootTold(
    long place, long loadBase, String commandLine, List<Module> modules, MemoryMap memory) {

  /** What boot loaders call themselves. */
  static final String LOADER = "jkexec";

  /**
   * A module in memory.
   *
   * @param start its first byte
   * @param end behind its last byte
   * @param text its file's name and its command line
   */
  record Module(long start, long end, String text) {}

  /** A copy that nobody can change. */
  MultibootTold {
    modules = List.copyOf(modules);
  }
}
