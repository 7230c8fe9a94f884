package kexec.x86.internal;

import java.util.List;
import kexec.api.memory.MemoryMap;

/**
 * The content of the boot information.
 *
 * @param place its physical address
 * @param loadBase the address of the kernel's first byte
 * @param commandLine the kernel's command line
 * @param modules in their order
 * @param memory the memory map
 */
record MultibootTold(
    long place, long loadBase, String commandLine, List<Module> modules, MemoryMap memory) {

  /** The boot loader's name. */
  static final String LOADER = "jkexec";

  /**
   * A module in memory.
   *
   * @param start its first byte
   * @param end its end (exclusive)
   * @param text its file's name and its command line
   */
  record Module(long start, long end, String text) {}

  /** Creates it with an immutable copy of the modules. */
  MultibootTold {
    modules = List.copyOf(modules);
  }
}
