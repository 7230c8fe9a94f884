package kexec.api.boot;

import java.util.List;
import kexec.api.machine.PlatformData;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Slot;

/**
 * What is to be booted, with what, on what memory.
 *
 * @param slot which slot the image is for
 * @param kernel the kernel file, which the protocol recognised
 * @param initrds the initial RAM disks, to be joined in this order; perhaps none
 * @param modules the files that are told to the kernel as its modules; perhaps none
 * @param commandLine what the user wants the kernel to read; the protocol may add to it
 * @param memory the machine's memory, with its crash region
 * @param limits where the user allows segments at all
 * @param platform what the running system hands on
 * @param entryCheck how the image is checked right before the kernel is entered
 */
public record BootRequest(
    Slot slot,
    MappedFile kernel,
    List<MappedFile> initrds,
    List<Module> modules,
    String commandLine,
    MemoryMap memory,
    Range<MachineAddress> limits,
    PlatformData platform,
    EntryCheck entryCheck) {

  /**
   * A file that the kernel is told of.
   *
   * @param file the file
   * @param commandLine what the kernel is told with it
   */
  public record Module(MappedFile file, String commandLine) {}

  /** Makes the lists unmodifiable. */
  public BootRequest {
    initrds = List.copyOf(initrds);
    modules = List.copyOf(modules);
  }
}
