package kexec.rehearse.internal.export;

import java.util.Optional;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.Architecture;
import kexec.base.kernel.ElfHeader;

/** The ELF file for one architecture (System V gABI, chapters 4 and 5, and its supplements). */
enum ElfFormat {
  /** Entered in 32-bit protected mode, by way of the shim. */
  X86_64(62, true, IdentityMap.LIMIT, "ELF64 EM_X86_64 with a PVH note and a Multiboot2 header"),
  /** Entered at the plan's entry. */
  ARM64(183, true, 1L << 52, "ELF64 EM_AARCH64"),
  /** Entered by way of {@link ArmEntry}. */
  ARM(40, false, 1L << 32, "ELF32 EM_ARM");

  /** The number of program headers is a field of 16 bits, and a segment may become three. */
  private static final int MAX_SEGMENTS = ElfHeader.PN_XNUM / 4;

  private final int machine;
  private final boolean wide;
  private final long limit;
  private final String text;

  ElfFormat(int machine, boolean wide, long limit, String text) {
    this.machine = machine;
    this.wide = wide;
    this.limit = limit;
    this.text = text;
  }

  /**
   * {@return the format for a kernel's architecture, or empty if there is none. A 32-bit x86 kernel
   * is entered from long mode too, by its stub}
   */
  static Optional<ElfFormat> of(Architecture architecture) {
    if (architecture.equals(Architecture.X86_64) || architecture.equals(Architecture.I386)) {
      return Optional.of(X86_64);
    }
    if (architecture.equals(Architecture.ARM64)) {
      return Optional.of(ARM64);
    }
    return architecture.equals(Architecture.ARM) ? Optional.of(ARM) : Optional.empty();
  }

  /** {@return {@code e_machine}} */
  int machine() {
    return machine;
  }

  /** {@return whether it is ELF64 rather than ELF32} */
  boolean isWide() {
    return wide;
  }

  /** {@return whether the loaders are those of PCs, which find the entry by other headers} */
  boolean isPc() {
    return this == X86_64;
  }

  /** {@return its name, for people} */
  String text() {
    return text;
  }

  /** {@return what a plan must comply with so that it has a file at all} */
  ReceiverRules rules() {
    return ReceiverRules.builder()
        .maxSegments(MAX_SEGMENTS)
        .destinationLimit(new MachineAddress(limit))
        .ramDivisor(1)
        .build();
  }
}
