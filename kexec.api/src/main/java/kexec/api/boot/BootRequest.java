package kexec.api.boot;

import java.util.List;
import kexec.api.machine.PlatformData;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.Slot;

/**
 * What to boot, with which files, and on which memory.
 *
 * @param slot the slot of the image
 * @param kernel the kernel file, which the protocol recognised
 * @param initrds the initial RAM disks, to be joined in this order; may be empty
 * @param modules the files to pass to the kernel as modules; may be empty
 * @param commandLine the user's command line for the kernel; the protocol may add to it
 * @param memory the machine's memory, with its crash region
 * @param limits the addresses that the user allows for segments
 * @param platform what the running system passes to the next kernel
 * @param entryCheck how the image is checked right before the kernel is entered
 */
public record BootRequest(
    Slot slot,
    BootFile kernel,
    List<BootFile> initrds,
    List<Module> modules,
    String commandLine,
    MemoryMap memory,
    Range<MachineAddress> limits,
    PlatformData platform,
    EntryCheck entryCheck) {

  /**
   * A file that is passed to the kernel as a module.
   *
   * @param file the file
   * @param commandLine the module's command line
   */
  public record Module(BootFile file, String commandLine) {}

  /** Creates it with unmodifiable lists. */
  public BootRequest {
    initrds = List.copyOf(initrds);
    modules = List.copyOf(modules);
  }
}
