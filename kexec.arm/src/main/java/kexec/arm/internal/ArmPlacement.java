package kexec.arm.internal;

import kexec.api.boot.SegmentRequest;

/** What all 32-bit ARM kernels have in common. */
final class ArmPlacement {

  /** Linux, arch/arm/include/uapi/asm/setup.h: COMMAND_LINE_SIZE without the NUL. */
  static final long COMMAND_LINE_LIMIT = 1023;

  /**
   * The memory that a kernel with the usual split of addresses has mapped at all times, without 240
   * MiB for other uses (Linux, arch/arm/mm/mmu.c, vmalloc_size).
   */
  static final ArmKernel.Reach REACH =
      new ArmKernel.Reach(
          1L << 20,
          0x2f800000L,
          new SegmentRequest.Rule(
              "32-bit ARM kernels find their initrd only in the 760 MiB of low memory", ""));

  private ArmPlacement() {}
}
