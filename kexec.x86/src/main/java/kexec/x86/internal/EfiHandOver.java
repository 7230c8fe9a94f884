package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.machine.PlatformData;

/**
 * What a kernel needs to use EFI's run-time services, whose virtual addresses the first kernel set
 * once and for all: {@code efi_info} in {@code boot_params}, the map of the services' memory, and a
 * {@code setup_data} of type SETUP_EFI with {@code struct efi_setup_data} (Linux,
 * arch/x86/include/asm/efi.h): u64 fw_vendor, u64 unused, u64 tables, u64 smbios, u64 reserved[8].
 *
 * <p>It is passed completely or not at all: a kernel with {@code efi_info} but without the rest
 * hangs before it can print anything.
 *
 * @param info from the running system's {@code boot_params}
 * @param map the services' memory, an array of descriptors
 * @param vendor address of the vendor string
 * @param tables address of the configuration tables
 * @param smbios address of the SMBIOS entry point; 0 if the firmware has none of version 2, and the
 *     kernel then ignores this structure
 */
record EfiHandOver(EfiInfo info, ByteBuffer map, long vendor, long tables, long smbios) {

  private static final int SETUP_EFI = 4;

  /** Bytes of {@code struct efi_setup_data}. */
  private static final int DATA_SIZE = 96;

  /**
   * The result of reading the platform data: everything or nothing, and a finding if there is one.
   */
  record Read(Optional<EfiHandOver> whole, Optional<Finding> finding) {}

  /** A missing part and its cure. */
  private record Missing(String part, String cure) {}

  /**
   * Reads the platform data.
   *
   * @param old the running system's {@code boot_params}
   * @param kernelTakesIt whether the new kernel sets XLF_EFI_KEXEC
   * @param rsdp the physical address of the ACPI root pointer, 0 if unknown
   */
  static Read of(PlatformData platform, ByteBuffer old, boolean kernelTakesIt, long rsdp) {
    EfiInfo info = EfiInfo.read(old);
    if (!info.isThere()) {
      return new Read(Optional.empty(), Optional.empty());
    }
    byte[] map = platform.item(PlatformData.EFI_RUNTIME_MAP).orElse(new byte[0]);
    EfiHandOver all =
        new EfiHandOver(
            info,
            ByteBuffer.wrap(map).asReadOnlyBuffer(),
            address(platform, PlatformData.EFI_FW_VENDOR),
            address(platform, PlatformData.EFI_CONFIG_TABLE),
            address(platform, PlatformData.SMBIOS));
    Optional<Missing> missing = missing(all, map, kernelTakesIt);
    return missing.isPresent()
        ? new Read(Optional.empty(), Optional.of(leftOut(missing.get(), rsdp)))
        : new Read(Optional.of(all), Optional.of(all.handedOver()));
  }

  private static long address(PlatformData platform, String item) {
    return platform
        .item(item)
        .filter(bytes -> bytes.length == Long.BYTES)
        .map(bytes -> ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong())
        .orElse(0L);
  }

  private static Optional<Missing> missing(EfiHandOver all, byte[] map, boolean kernelTakesIt) {
    if (!all.info.is64Bit()) {
      return missing("the firmware is a 32-bit one", "");
    }
    if (!kernelTakesIt) {
      return missing(
          "the kernel file does not say XLF_EFI_KEXEC",
          "Take the bzImage of a kernel that was built with CONFIG_EFI. ");
    }
    if (all.info.systab() == 0 || all.info.version() != EfiRuntimeMap.VERSION) {
      return missing(
          "the running system's efi_info has system table 0x%x and memory descriptor version %s"
              .formatted(all.info.systab(), all.info.version()),
          "");
    }
    if (map.length == 0) {
      return missing(
          "the running system has no map of their memory (" + PlatformData.EFI_RUNTIME_MAP + ")",
          "Boot the running kernel without efi=noruntime and noefi. ");
    }
    Optional<String> problem = EfiRuntimeMap.problem(map);
    if (problem.isPresent()) {
      return missing(problem.get(), "");
    }
    if (all.vendor == 0) {
      return missing(unknown(PlatformData.EFI_FW_VENDOR), "");
    }
    return all.tables == 0 ? missing(unknown(PlatformData.EFI_CONFIG_TABLE), "") : Optional.empty();
  }

  private static String unknown(String item) {
    return "the running system does not tell where " + item + " lies";
  }

  private static Optional<Missing> missing(String part, String cure) {
    return Optional.of(new Missing(part, cure));
  }

  private static Finding leftOut(Missing missing, long rsdp) {
    return Finding.warning(
        "efi-not-handed-over",
        "the running system was started by EFI, whose run-time services are not handed on: "
            + missing.part(),
        missing.cure()
            + (rsdp == 0
                ? "Add acpi_rsdp= with the ACPI root pointer's address to the command line, or the"
                    + " kernel will not find its ACPI tables."
                : "Nothing needs to be done for ACPI, because acpi_rsdp 0x%x is passed; expect no EFI variables."
                    .formatted(rsdp)));
  }

  private Finding handedOver() {
    return Finding.info(
        "efi-handed-over",
        "EFI's run-time services are handed on: system table 0x%x, %s memory ranges"
            .formatted(info.systab(), map.limit() / EfiRuntimeMap.DESCRIPTOR_SIZE));
  }

  /** {@return the size in bytes, without {@code efi_info}} */
  int size() {
    return BootParams.SETUP_DATA_HEADER + DATA_SIZE + map.limit();
  }

  /**
   * Writes everything except the link to it.
   *
   * @param all begins with {@code boot_params}
   * @param at offset of the {@code setup_data} in it; the map follows
   * @param start the physical address of {@code all}
   * @param next the physical address of the next {@code setup_data}, 0 for none
   */
  void put(ByteBuffer all, int at, long start, long next) {
    int mapAt = at + BootParams.SETUP_DATA_HEADER + DATA_SIZE;
    all.position(at);
    all.putLong(next).putInt(SETUP_EFI).putInt(DATA_SIZE);
    all.putLong(vendor).putLong(0).putLong(tables).putLong(smbios);
    all.put(mapAt, map, 0, map.limit());
    info.put(all, start + mapAt, map.limit());
  }
}
