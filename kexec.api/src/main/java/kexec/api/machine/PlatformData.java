package kexec.api.machine;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What the running system hands on to the next kernel, as it is, by the name its standard gives.
 */
@ConsumerType
@FunctionalInterface
public interface PlatformData {

  /** The parameters the running kernel was booted with: Linux's x86 {@code struct boot_params}. */
  String BOOT_PARAMS = "boot_params";

  /** The physical address of the ACPI root pointer, eight bytes, little-endian. */
  String ACPI_RSDP = "acpi_rsdp";

  /** The flattened device tree that the running kernel was booted with. */
  String DEVICE_TREE = "fdt";

  /**
   * Returns one of the things handed on.
   *
   * @param name its name
   * @return its bytes, the caller's own, or nothing where this machine has no such thing
   */
  Optional<byte[]> item(String name);
}
