package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.machine.PlatformData;

/**
 * What the running system's {@code struct boot_params} hands on to the next one. Offsets: Linux's
 * Documentation/arch/x86/zero-page.rst.
 *
 * @param old the running system's {@code boot_params}, read-only; all zero where there is none
 * @param acpiRsdp the physical address of the ACPI root pointer, 0 where it is not known
 * @param findings what cannot be handed on
 */
record HandOver(ByteBuffer old, long acpiRsdp, List<Finding> findings) {

  private static final int ACPI_RSDP_ADDR = 0x70;
  private static final int EFI_LOADER_SIGNATURE = 0x1c0;

  /** "EL32" and "EL64". */
  private static final int EL32 = 0x32334c45;

  private static final int EL64 = 0x34364c45;

  /**
   * A field that is the same for the next kernel, because it tells of hardware and firmware that a
   * kexec leaves as they are.
   */
  private record Field(int offset, int size) {}

  private static final List<Field> KEPT =
      List.of(
          // screen_info
          new Field(0x0, 0x40),
          // eddbuf_entries, edd_mbr_sig_buf_entries
          new Field(0x1e9, 2),
          // edd_mbr_sig_buffer
          new Field(0x290, 0x40),
          // eddbuf
          new Field(0xd00, 0x1ec));

  /** Reads what there is. */
  static HandOver of(PlatformData platform) {
    Optional<byte[]> item = platform.item(PlatformData.BOOT_PARAMS);
    boolean whole = item.filter(bytes -> bytes.length == BootParams.PAGE).isPresent();
    byte[] bytes = whole ? item.orElseThrow() : new byte[BootParams.PAGE];
    ByteBuffer old = ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long rsdp = rsdp(platform).orElse(old.getLong(ACPI_RSDP_ADDR));
    if (item.isPresent() && !whole) {
      return new HandOver(old, rsdp, List.of(oddSize(item.get().length)));
    }
    int signature = old.getInt(EFI_LOADER_SIGNATURE);
    boolean efi = signature == EL32 || signature == EL64;
    return new HandOver(old, rsdp, efi ? List.of(efiLeftOut(rsdp)) : List.of());
  }

  /** Writes what is handed on into the new {@code boot_params}. */
  void into(ByteBuffer page) {
    for (Field field : KEPT) {
      page.put(field.offset(), old, field.offset(), field.size());
    }
    page.putLong(ACPI_RSDP_ADDR, acpiRsdp);
  }

  private static Optional<Long> rsdp(PlatformData platform) {
    return platform
        .item(PlatformData.ACPI_RSDP)
        .filter(bytes -> bytes.length == Long.BYTES)
        .map(bytes -> ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
  }

  private static Finding oddSize(int length) {
    return Finding.warning(
        "boot-params-odd",
        "the running system's boot_params have %d bytes and not %d, so nothing of them is handed on"
            .formatted(length, BootParams.PAGE),
        "Expect no firmware console, and no disk names from the firmware.");
  }

  private static Finding efiLeftOut(long rsdp) {
    return Finding.warning(
        "efi-not-handed-over",
        "the running system was started by EFI, whose run-time services are not handed on",
        rsdp == 0
            ? "Add acpi_rsdp= with the ACPI root pointer's address to the command line, or the"
                + " kernel will not find its ACPI tables."
            : "Nothing needs to be done for ACPI, because acpi_rsdp 0x%x is passed; expect no EFI variables."
                .formatted(rsdp));
  }
}
