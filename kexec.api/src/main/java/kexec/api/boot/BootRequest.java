package kexec.api.boot;

import java.util.List;
import kexec.api.machine.PlatformData;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Slot;

/**
 * What is to be booted, with what, on what memory.
 *
 * @param slot which slot the image is for
 * @param kernel the kernel file, which the protocol recognised
 * @param facts what it said of it
 * @param initrds the initial RAM disks, to be joined in this order; perhaps none
 * @param commandLine what the user wants the kernel to read; the protocol may add to it
 * @param memory the machine's memory, with its crash region
 * @param limits where the user allows segments at all
 * @param platform what the running system hands on
 */
public record BootRequest(
    Slot slot,
    MappedFile kernel,
    KernelFacts facts,
    List<MappedFile> initrds,
    String commandLine,
    MemoryMap memory,
    Range<MachineAddress> limits,
    PlatformData platform) {

  /** Makes the list unmodifiable. */
  public BootRequest {
    initrds = List.copyOf(initrds);
  }
}
