package kexec.linux.platform;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.fault.KexecException;
import kexec.api.machine.PlatformData;
import kexec.linux.LinuxRoot;
import kexec.linux.efi.EfiMemoryDescriptor;
import kexec.linux.efi.EfiReader;
import kexec.linux.efi.EfiTables;
import kexec.linux.firmware.FirmwareReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the firmware and the boot loader handed to the running kernel. What cannot be read is
 * omitted, and the reason is logged.
 */
public final class LinuxPlatformData implements PlatformData {

  private static final Logger LOG = LoggerFactory.getLogger(LinuxPlatformData.class);

  /** Linux, arch/x86/include/uapi/asm/bootparam.h: acpi_rsdp_addr in struct boot_params. */
  private static final int ACPI_RSDP_ADDR = 0x70;

  private static final int RANDOM_BYTES = 72;

  private final FirmwareReader firmware;
  private final EfiReader efi;

  /**
   * Creates a reader.
   *
   * @param root the system, read anew at each request
   */
  public LinuxPlatformData(LinuxRoot root) {
    this.firmware = new FirmwareReader(root);
    this.efi = new EfiReader(root);
  }

  @Override
  public Optional<byte[]> item(String name) {
    try {
      return switch (name) {
        case BOOT_PARAMS -> firmware.bootParams();
        case ACPI_RSDP -> acpiRsdp();
        case EFI_RUNTIME_MAP -> runtimeMap();
        case EFI_FW_VENDOR -> bytes(efi.fwVendor());
        case EFI_CONFIG_TABLE -> bytes(efi.configTable());
        case SMBIOS -> bytes(table(EfiTables::smbios));
        case DEVICE_TREE -> firmware.deviceTree();
        case RANDOM -> Optional.of(random());
        default -> Optional.empty();
      };
    } catch (KexecException e) {
      LOG.warn("The next kernel is not told {}: {}", name, e.getMessage());
      return Optional.empty();
    }
  }

  private static byte[] random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    // Starting the generator takes long, and x86 never asks.
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  private Optional<byte[]> acpiRsdp() throws KexecException {
    Optional<byte[]> parameters = firmware.bootParams();
    if (parameters.isPresent()) {
      long address =
          ByteBuffer.wrap(parameters.get()).order(ByteOrder.LITTLE_ENDIAN).getLong(ACPI_RSDP_ADDR);
      if (address != 0) {
        return bytes(OptionalLong.of(address));
      }
    }
    return bytes(table(EfiTables::acpiRsdp));
  }

  /** Looks up an entry of EFI's tables. */
  @FunctionalInterface
  private interface Lookup {
    OptionalLong in(EfiTables tables);
  }

  private OptionalLong table(Lookup lookup) throws KexecException {
    Optional<EfiTables> tables = efi.tables();
    return tables.isPresent() ? lookup.in(tables.get()) : OptionalLong.empty();
  }

  private Optional<byte[]> runtimeMap() throws KexecException {
    List<EfiMemoryDescriptor> map = efi.runtimeMap();
    return map.isEmpty() ? Optional.empty() : Optional.of(EfiMemoryDescriptor.toBytes(map));
  }

  private static Optional<byte[]> bytes(OptionalLong address) {
    return address.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(address.getAsLong())
                .array());
  }
}
