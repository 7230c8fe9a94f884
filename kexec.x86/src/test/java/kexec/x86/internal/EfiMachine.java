package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import kexec.api.machine.PlatformData;

/** The platform data of Linux on a machine with 64-bit EFI, with changes by a test. */
final class EfiMachine implements PlatformData {

  static final long SYSTAB = 0x1_3f5e_e018L;
  static final long VENDOR = 0x3f5d_4098L;
  static final long TABLES = 0x3f5d_1118L;
  static final long SMBIOS = 0x3f3c_2000L;
  static final long RSDP = 0x3f77_e014L;

  /** Two descriptors as plain numbers. */
  static final byte[] MAP =
      ByteBuffer.allocate(80)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(6)
          .putLong(0x3f36e000L)
          .putLong(0xfffffffeffe00000L)
          .putLong(0x100)
          .putLong(0x800000000000000fL)
          .putLong(5)
          .putLong(0x3f46e000L)
          .putLong(0xfffffffeffc00000L)
          .putLong(0x130)
          .putLong(0x800000000000000fL)
          .array();

  private final Map<String, byte[]> items = new HashMap<>();

  EfiMachine() {
    boot(0x34364c45, SYSTAB, 1);
    with(PlatformData.EFI_RUNTIME_MAP, MAP);
    with(PlatformData.EFI_FW_VENDOR, word(VENDOR));
    with(PlatformData.EFI_CONFIG_TABLE, word(TABLES));
    with(PlatformData.SMBIOS, word(SMBIOS));
    with(PlatformData.ACPI_RSDP, word(RSDP));
  }

  static byte[] word(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  /** Sets the values of boot_params; the firmware's own descriptors have 48 bytes. */
  EfiMachine boot(int signature, long systab, int version) {
    ByteBuffer old = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    old.putInt(0x1c0, signature).putInt(0x1c4, (int) systab).putInt(0x1d8, (int) (systab >>> 32));
    old.putInt(0x1c8, 48).putInt(0x1cc, version).putInt(0x1d0, 0x7000).putInt(0x1d4, 480);
    old.put(0x1ec, (byte) 2);
    return with(PlatformData.BOOT_PARAMS, old.array());
  }

  EfiMachine with(String name, byte[] bytes) {
    items.put(name, bytes);
    return this;
  }

  EfiMachine without(String name) {
    items.remove(name);
    return this;
  }

  /** Overwrites a field of the second descriptor. */
  EfiMachine descriptor(int offset, long value) {
    byte[] map = MAP.clone();
    ByteBuffer.wrap(map).order(ByteOrder.LITTLE_ENDIAN).putLong(40 + offset, value);
    return with(PlatformData.EFI_RUNTIME_MAP, map);
  }

  @Override
  public Optional<byte[]> item(String name) {
    return Optional.ofNullable(items.get(name)).map(byte[]::clone);
  }
}
