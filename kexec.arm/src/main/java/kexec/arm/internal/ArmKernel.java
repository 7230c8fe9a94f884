package kexec.arm.internal;

import java.util.Optional;
import kexec.api.boot.SegmentRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;

/**
 * A kernel that is given a device tree, of any file format.
 *
 * @param architecture its architecture
 * @param request the placement that it needs
 * @param data its content
 * @param entryOffset its first instruction, in bytes from the start of its place
 * @param reach how far from its place the initrd and the device tree may lie
 * @param commandLineLimit the longest command line, in bytes without the NUL
 * @param appendedTree the device tree that is appended to it, if there is one
 */
record ArmKernel(
    Architecture architecture,
    SegmentRequest request,
    SegmentData data,
    long entryOffset,
    Reach reach,
    long commandLineLimit,
    Optional<SegmentData> appendedTree) {

  /** The end of physical addresses of arm64 without extensions for more. */
  static final long PHYSICAL_LIMIT = 1L << 48;

  /** The end of the addresses of 32-bit ARM that a kernel reaches before it has page tables. */
  static final long FOUR_GIB = 1L << 32;

  /**
   * How far from the kernel its initrd and its device tree may lie.
   *
   * @param alignment the window starts at a multiple of this, at or below the kernel
   * @param size bytes of the window
   * @param rule why
   */
  record Reach(long alignment, long size, SegmentRequest.Rule rule) {

    /**
     * {@return a request for memory behind the kernel, in its reach}
     *
     * @param kernel the kernel's memory
     */
    SegmentRequest request(SegmentRole role, long bytes, Range<MachineAddress> kernel) {
      long window = kernel.start().value() & -alignment;
      return new SegmentRequest(
          role, bytes, Range.machine(kernel.start().value(), window + size), rule);
    }
  }
}
