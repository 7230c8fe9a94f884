package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.machine.PlatformData;

/**
 * What the running system's {@code struct boot_params} passes to the next one. Offsets: Linux's
 * Documentation/arch/x86/zero-page.rst.
 *
 * @param old the running system's {@code boot_params}, read-only; all zero if there is none
 * @param acpiRsdp the physical address of the ACPI root pointer, 0 if unknown
 * @param efi what the kernel needs to use EFI's run-time services; empty if it is not complete
 * @param findings what is passed on of EFI, and what cannot be
 */
record HandOver(ByteBuffer old, long acpiRsdp, Optional<EfiHandOver> efi, List<Finding> findings) {

  private static final int ACPI_RSDP_ADDR = 0x70;

  /** {@code secure_boot}: a kernel with EFI support may enter lockdown because of it. */
  private static final int SECURE_BOOT = 0x1ec;

  /**
   * A field that stays the same for the next kernel, because it describes hardware and firmware
   * that a kexec does not change.
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

  /**
   * Reads the platform data.
   *
   * @param kernelTakesEfi whether the new kernel sets XLF_EFI_KEXEC
   */
  static HandOver of(PlatformData platform, boolean kernelTakesEfi) {
    Optional<byte[]> item = platform.item(PlatformData.BOOT_PARAMS);
    boolean whole = item.filter(bytes -> bytes.length == BootParams.PAGE).isPresent();
    byte[] bytes = whole ? item.orElseThrow() : new byte[BootParams.PAGE];
    ByteBuffer old = ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long rsdp = rsdp(platform).orElse(old.getLong(ACPI_RSDP_ADDR));
    if (item.isPresent() && !whole) {
      return new HandOver(old, rsdp, Optional.empty(), List.of(oddSize(item.get().length)));
    }
    EfiHandOver.Read efi = EfiHandOver.of(platform, old, kernelTakesEfi, rsdp);
    return new HandOver(old, rsdp, efi.whole(), efi.finding().stream().toList());
  }

  /** Writes the fields into the new {@code boot_params}, except what EFI needs outside its page. */
  void into(ByteBuffer page) {
    for (Field field : KEPT) {
      page.put(field.offset(), old, field.offset(), field.size());
    }
    page.putLong(ACPI_RSDP_ADDR, acpiRsdp);
    if (efi.isPresent()) {
      page.put(SECURE_BOOT, old.get(SECURE_BOOT));
    }
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
        "the running system's boot_params have %s bytes and not %s, so nothing of them is handed on"
            .formatted(length, BootParams.PAGE),
        "Expect no firmware console, and no disk names from the firmware.");
  }
}
