package kexec.x86.internal;

import java.nio.ByteBuffer;
import kexec.api.boot.SegmentRequest;
import kexec.api.plan.SegmentData;

/**
 * A kernel with the 64-bit entry, whatever file it came in.
 *
 * @param request the place it wants
 * @param data what lies there
 * @param entryOffset its first instruction, in bytes from the start of its place
 * @param setupHeader the setup header from {@link SetupHeader#START} on, as the kernel brings it;
 *     read-only, from position 0 to its limit
 * @param goesAbove4G whether it, its initrd and its parameters may lie above 4 GiB
 * @param takesEfi whether it goes on with EFI's run-time services where another kernel began
 * @param initrdAddrMax the last address that an initrd below 4 GiB may take
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

  /** What to do where memory below 4 GiB does not do. */
  static final String TAKE_ANOTHER = "take a kernel that says XLF_CAN_BE_LOADED_ABOVE_4G";

  /** A page of x86. */
  static final long PAGE = 4096;

  /** What the boot protocol aligns a kernel to at least, and Linux's startup code relies on. */
  static final long TWO_MIB = 2L << 20;

  /** Where the memory ends that firmware and old devices share. */
  static final long LOW_MEMORY_END = 1L << 20;

  /** Where 32-bit addresses end. */
  static final long FOUR_GIB = 1L << 32;

  /** Where the memory ends that x86_64 Linux maps with four levels of page tables. */
  static final long PHYSICAL_LIMIT = 1L << 46;
}
