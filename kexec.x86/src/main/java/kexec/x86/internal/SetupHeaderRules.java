package kexec.x86.internal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.base.kernel.Align;
import org.jspecify.annotations.Nullable;

/** Validates a setup header: the kernel must have a 64-bit entry and be complete. */
final class SetupHeaderRules {

  /** The first version with {@code xloadflags}: 2.12. */
  private static final int VERSION_MIN = 0x20c;

  /** The end of {@code handover_offset}, the last field of version 2.12. */
  private static final int HEADER_END_MIN = 0x268;

  /** Offset of the 64-bit entry in the protected-mode kernel. */
  private static final int ENTRY_64 = 0x200;

  /** No x86 page is larger, and no kernel requires more than 16 MiB. */
  private static final long ALIGNMENT_MAX = 1L << 30;

  /** A kernel maps itself into 1 GiB; unpacking needs less than as much again. */
  private static final long INIT_SIZE_MAX = 1L << 31;

  /** Half of what x86_64 Linux can map: the kernel still fits behind it with any alignment. */
  private static final long PREF_ADDRESS_MAX = LinuxKernel.PHYSICAL_LIMIT / 2;

  /** Linux keeps 2048 bytes; a value far beyond that is corrupt. */
  private static final long CMDLINE_SIZE_MAX = 1 << 16;

  private static final String GET_ANEW = "Get the kernel file anew from where it came.";
  private static final String DAMAGED = "Get the kernel file anew: its header is damaged.";

  private static final List<Rule> RULES =
      List.of(
          SetupHeaderRules::version,
          SetupHeaderRules::length,
          SetupHeaderRules::loadedHigh,
          SetupHeaderRules::entry64,
          SetupHeaderRules::setupSects,
          SetupHeaderRules::syssize,
          SetupHeaderRules::truncated,
          SetupHeaderRules::payload,
          SetupHeaderRules::initSize,
          SetupHeaderRules::alignment,
          SetupHeaderRules::prefAddress,
          SetupHeaderRules::initrdAddrMax,
          SetupHeaderRules::cmdlineSize);

  private SetupHeaderRules() {}

  /** One rule of the specification. */
  @FunctionalInterface
  private interface Rule {

    /** {@return what breaks the rule, or null} */
    @Nullable Finding broken(SetupHeader header, long fileSize);
  }

  /** {@return the finding for a file with both magic numbers that ends within its header} */
  static Finding headerTruncated(long fileSize) {
    return Finding.error(
        "setup-header-truncated",
        "the file has 0x%x bytes, and the setup header ends at 0x%x"
            .formatted(fileSize, SetupHeader.LIMIT),
        GET_ANEW);
  }

  /**
   * Validates a header.
   *
   * @param fileSize bytes of the whole file
   * @return the first violated rule; empty if the kernel can be booted
   */
  static Optional<Finding> judge(SetupHeader header, long fileSize) {
    return RULES.stream()
        .map(rule -> Optional.ofNullable(rule.broken(header, fileSize)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static @Nullable Finding version(SetupHeader header, long fileSize) {
    long version = header.get(SetupField.VERSION);
    return version >= VERSION_MIN
        ? null
        : Finding.error(
            "setup-header-version",
            String.format(
                Locale.ROOT,
                "the kernel speaks boot protocol %s.%02d, and its 64-bit entry is known since 2.12",
                version >>> 8,
                version & 0xff),
            "Take a kernel of Linux 3.8 or later.");
  }

  private static @Nullable Finding length(SetupHeader header, long fileSize) {
    boolean jumps = (header.get(SetupField.JUMP) & 0xff) == 0xeb;
    return jumps && header.end() >= HEADER_END_MIN && header.end() <= SetupHeader.LIMIT
        ? null
        : Finding.error(
            "setup-header-length",
            "jump at 0x200 is 0x%x: it does not say that the header ends within [0x%x, 0x%x]"
                .formatted(header.get(SetupField.JUMP), HEADER_END_MIN, SetupHeader.LIMIT),
            DAMAGED);
  }

  private static @Nullable Finding loadedHigh(SetupHeader header, long fileSize) {
    return (header.get(SetupField.LOADFLAGS) & SetupHeader.LOADED_HIGH) != 0
        ? null
        : Finding.error(
            "kernel-not-loaded-high",
            "loadflags 0x%x lacks LOADED_HIGH: this is a zImage, to be loaded at 0x10000"
                .formatted(header.get(SetupField.LOADFLAGS)),
            "Take a bzImage.");
  }

  private static @Nullable Finding entry64(SetupHeader header, long fileSize) {
    return (header.get(SetupField.XLOADFLAGS) & SetupHeader.XLF_KERNEL_64) != 0
        ? null
        : Finding.error(
            "kernel-not-64bit",
            "xloadflags 0x%x lacks XLF_KERNEL_64: the kernel has no 64-bit entry"
                .formatted(header.get(SetupField.XLOADFLAGS)),
            "Take a kernel that was built for x86_64.");
  }

  private static @Nullable Finding setupSects(SetupHeader header, long fileSize) {
    return header.payloadStart() < fileSize
        ? null
        : Finding.error(
            "setup-sects-beyond-file",
            "setup_sects %s puts the protected-mode kernel at 0x%x, and the file has 0x%x bytes"
                .formatted(header.get(SetupField.SETUP_SECTS), header.payloadStart(), fileSize),
            GET_ANEW);
  }

  private static @Nullable Finding syssize(SetupHeader header, long fileSize) {
    return header.leastPayloadSize() > ENTRY_64
        ? null
        : Finding.error(
            "kernel-entry-outside",
            "syssize gives 0x%x bytes, and the 64-bit entry lies at 0x%x of them"
                .formatted(header.payloadSize(), ENTRY_64),
            DAMAGED);
  }

  /** Data after the protected-mode kernel is allowed: a signature is appended there. */
  private static @Nullable Finding truncated(SetupHeader header, long fileSize) {
    long there = fileSize - header.payloadStart();
    long needed = Math.max(header.leastPayloadSize(), payloadEnd(header));
    return needed <= there
        ? null
        : Finding.error(
            "kernel-truncated",
            "the protected-mode kernel has at least 0x%x bytes, and the file has only 0x%x of them"
                .formatted(needed, there),
            GET_ANEW);
  }

  private static @Nullable Finding payload(SetupHeader header, long fileSize) {
    return payloadEnd(header) <= header.payloadSize(fileSize)
        ? null
        : Finding.error(
            "kernel-payload-outside",
            "the payload ends at 0x%x of a protected-mode kernel of 0x%x bytes"
                .formatted(payloadEnd(header), header.payloadSize(fileSize)),
            DAMAGED);
  }

  private static long payloadEnd(SetupHeader header) {
    return header.get(SetupField.PAYLOAD_OFFSET) + header.get(SetupField.PAYLOAD_LENGTH);
  }

  private static @Nullable Finding initSize(SetupHeader header, long fileSize) {
    long size = header.get(SetupField.INIT_SIZE);
    if (size == 0) {
      return Finding.error(
          "init-size-zero", "init_size is 0: nobody knows what the kernel overwrites", DAMAGED);
    }
    if (size < header.payloadSize(fileSize)) {
      return Finding.error(
          "init-size-too-small",
          "init_size 0x%x is less than the kernel's own 0x%x bytes"
              .formatted(size, header.payloadSize(fileSize)),
          DAMAGED);
    }
    return size <= INIT_SIZE_MAX
        ? null
        : Finding.error(
            "init-size-absurd",
            "init_size 0x%x is more than 0x%x, and no kernel needs that"
                .formatted(size, INIT_SIZE_MAX),
            DAMAGED);
  }

  private static @Nullable Finding alignment(SetupHeader header, long fileSize) {
    long alignment = header.get(SetupField.KERNEL_ALIGNMENT);
    if (Long.bitCount(alignment) != 1) {
      return Finding.error(
          "kernel-alignment",
          "kernel_alignment 0x%x is no power of two".formatted(alignment),
          DAMAGED);
    }
    return alignment <= ALIGNMENT_MAX
        ? null
        : Finding.error(
            "kernel-alignment-absurd",
            "kernel_alignment 0x%x is more than 0x%x".formatted(alignment, ALIGNMENT_MAX),
            DAMAGED);
  }

  private static @Nullable Finding prefAddress(SetupHeader header, long fileSize) {
    long address = header.get(SetupField.PREF_ADDRESS);
    // Unsigned: an address with the highest bit set is above the limit too.
    if (Long.compareUnsigned(address, PREF_ADDRESS_MAX) > 0) {
      return Finding.error(
          "pref-address-absurd",
          "pref_address 0x%x lies beyond 0x%x, where no kernel wants to lie"
              .formatted(address, PREF_ADDRESS_MAX),
          DAMAGED);
    }
    return header.isRelocatable() ? reachable(header, address) : fixed(header, address);
  }

  private static @Nullable Finding fixed(SetupHeader header, long address) {
    return address >= LinuxKernel.LOW_MEMORY_END && address % LinuxKernel.PAGE == 0
        ? reachable(header, address)
        : Finding.error(
            "pref-address-unusable",
            "the kernel runs only at pref_address 0x%x, which is no page at or above 1 MiB"
                .formatted(address),
            "Take a kernel that was built with CONFIG_RELOCATABLE.");
  }

  private static @Nullable Finding reachable(SetupHeader header, long address) {
    long aligned = Align.up(address, header.get(SetupField.KERNEL_ALIGNMENT));
    long end = aligned + header.get(SetupField.INIT_SIZE);
    return header.goesAbove4G() || end <= LinuxKernel.FOUR_GIB
        ? null
        : Finding.error(
            "pref-address-above-4g",
            "the kernel lies below 4 GiB only, and wants to lie at [0x%x, 0x%x)"
                .formatted(aligned, end),
            DAMAGED);
  }

  private static @Nullable Finding initrdAddrMax(SetupHeader header, long fileSize) {
    long max = header.get(SetupField.INITRD_ADDR_MAX);
    return max > LinuxKernel.LOW_MEMORY_END + LinuxKernel.PAGE
        ? null
        : Finding.error(
            "initrd-addr-max-absurd",
            "initrd_addr_max 0x%x leaves no room for an initrd above 1 MiB".formatted(max),
            DAMAGED);
  }

  private static @Nullable Finding cmdlineSize(SetupHeader header, long fileSize) {
    long size = header.get(SetupField.CMDLINE_SIZE);
    return size <= CMDLINE_SIZE_MAX
        ? null
        : Finding.error(
            "cmdline-size-absurd",
            "cmdline_size 0x%x is more than 0x%x bytes".formatted(size, CMDLINE_SIZE_MAX),
            DAMAGED);
  }
}
