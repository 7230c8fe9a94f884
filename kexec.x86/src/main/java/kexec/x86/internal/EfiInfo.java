package kexec.x86.internal;

import java.nio.ByteBuffer;

/**
 * The EFI fields of the running system's {@code struct boot_params}. The structure has the same
 * offset in every {@code boot_params} (Linux, arch/x86/include/uapi/asm/bootparam.h, {@code struct
 * efi_info}); all fields are u32.
 *
 * @param signature {@code efi_loader_signature}
 * @param systab the system table's physical address, from {@code efi_systab} and {@code
 *     efi_systab_hi}
 * @param version {@code efi_memdesc_version}
 */
record EfiInfo(int signature, long systab, int version) {

  /** "EL32": 32-bit firmware. */
  private static final int EL32 = 0x32334c45;

  /** "EL64": 64-bit firmware. */
  private static final int EL64 = 0x34364c45;

  private static final int LOADER_SIGNATURE = 0x1c0;
  private static final int SYSTAB = 0x1c4;
  private static final int MEMDESC_SIZE = 0x1c8;
  private static final int MEMDESC_VERSION = 0x1cc;
  private static final int MEMMAP = 0x1d0;
  private static final int MEMMAP_SIZE = 0x1d4;
  private static final int SYSTAB_HI = 0x1d8;
  private static final int MEMMAP_HI = 0x1dc;

  /**
   * Reads the fields.
   *
   * @param page a whole {@code boot_params}, little-endian
   */
  static EfiInfo read(ByteBuffer page) {
    long high = Integer.toUnsignedLong(page.getInt(SYSTAB_HI)) << 32;
    return new EfiInfo(
        page.getInt(LOADER_SIGNATURE),
        high | Integer.toUnsignedLong(page.getInt(SYSTAB)),
        page.getInt(MEMDESC_VERSION));
  }

  /** {@return whether EFI started the running system at all} */
  boolean isThere() {
    return signature == EL32 || signature == EL64;
  }

  /** {@return whether a 64-bit kernel can call the firmware} */
  boolean is64Bit() {
    return signature == EL64;
  }

  /**
   * Writes the fields, with another memory map.
   *
   * @param page a {@code boot_params}, little-endian
   * @param map the map's physical address
   * @param size bytes of the map
   */
  void put(ByteBuffer page, long map, int size) {
    page.putInt(LOADER_SIGNATURE, signature);
    page.putInt(SYSTAB, (int) systab);
    page.putInt(SYSTAB_HI, (int) (systab >>> 32));
    page.putInt(MEMDESC_SIZE, EfiRuntimeMap.DESCRIPTOR_SIZE);
    page.putInt(MEMDESC_VERSION, version);
    page.putInt(MEMMAP, (int) map);
    page.putInt(MEMMAP_HI, (int) (map >>> 32));
    page.putInt(MEMMAP_SIZE, size);
  }
}
