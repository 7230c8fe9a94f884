package kexec.api.machine;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Data that the running system passes to the next kernel, by standard names. */
@ConsumerType
@FunctionalInterface
public interface PlatformData {

  /** The parameters the running kernel was booted with: Linux's x86 {@code struct boot_params}. */
  String BOOT_PARAMS = "boot_params";

  /** The physical address of the ACPI root pointer, eight bytes, little-endian. */
  String ACPI_RSDP = "acpi_rsdp";

  /**
   * The memory of EFI's run-time services, as mapped by the running kernel: an array of {@code
   * EFI_MEMORY_DESCRIPTOR}s of 40 bytes (UEFI specification 2.10, section 7.2.3), with their
   * virtual addresses set.
   */
  String EFI_RUNTIME_MAP = "efi_runtime_map";

  /** The virtual or physical address of EFI's vendor string, eight bytes, little-endian. */
  String EFI_FW_VENDOR = "efi_fw_vendor";

  /** The physical address of EFI's configuration tables, eight bytes, little-endian. */
  String EFI_CONFIG_TABLE = "efi_config_table";

  /** The physical address of the SMBIOS entry point, eight bytes, little-endian. */
  String SMBIOS = "smbios";

  /** 72 random bytes, others each time, with which the next kernel starts its own generator. */
  String RANDOM = "random";

  /** The flattened device tree that the running kernel was booted with. */
  String DEVICE_TREE = "fdt";

  /**
   * {@return the bytes of one item, which the caller may change, or empty if this machine does not
   * have it}
   *
   * @param name its name
   */
  Optional<byte[]> item(String name);
}
