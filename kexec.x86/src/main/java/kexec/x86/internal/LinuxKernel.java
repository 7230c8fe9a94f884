package kexec.x86.internal;

import java.nio.ByteBuffer;
import kexec.api.boot.SegmentRequest;
import kexec.api.plan.SegmentData;

/**
 * A kernel with a 64-bit entry, of any file format.
 *
 * @param request the placement it needs
 * @param data its content
 * @param entryOffset its first instruction, in bytes from the start of its place
 * @param setupHeader the kernel's own setup header from {@link SetupHeader#START} on; read-only,
 *     from position 0 to its limit
 * @param goesAbove4G whether it, its initrd and its parameters may be above 4 GiB
 * @param takesEfi whether it can continue to use EFI's run-time services after a kexec
 * @param initrdAddrMax the last address that an initrd below 4 GiB may use
 * @param commandLineLimit the longest command line, in bytes without the NUL
 */
record LinuxKernel(
    SegmentRequest request,
    SegmentData data,
    long entryOffset,
    ByteBuffer setupHeader,
    boolean goesAbove4G,
    boolean takesEfi,
    long initrdAddrMax,
    long commandLineLimit) {

  /** The cure if memory below 4 GiB does not suffice. */
  static final String TAKE_ANOTHER = "take a kernel that says XLF_CAN_BE_LOADED_ABOVE_4G";

  /** The x86 page size in bytes. */
  static final long PAGE = 4096;

  /** The boot protocol's minimum alignment of a kernel, on which Linux's startup code relies. */
  static final long TWO_MIB = 2L << 20;

  /** The end of the memory that is shared with firmware and old devices. */
  static final long LOW_MEMORY_END = 1L << 20;

  /** The end of 32-bit addresses. */
  static final long FOUR_GIB = 1L << 32;

  /** The end of the memory that x86_64 Linux maps with four-level page tables. */
  static final long PHYSICAL_LIMIT = 1L << 46;
}
