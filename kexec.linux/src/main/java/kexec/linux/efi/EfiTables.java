package kexec.linux.efi;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import kexec.api.fault.BadFileException;
import kexec.linux.internal.Malformed;
import kexec.linux.internal.Numbers;

/** The EFI configuration tables that {@code /sys/firmware/efi/systab} lists. */
public final class EfiTables {

  private final Map<String, Long> addresses;

  private EfiTables(Map<String, Long> addresses) {
    this.addresses = Map.copyOf(addresses);
  }

  /**
   * Parses the text.
   *
   * @param source where the text comes from
   * @param text a line {@code NAME=0xADDRESS} for each table
   * @return the tables
   * @throws BadFileException if a line is malformed
   */
  public static EfiTables parse(String source, String text) throws BadFileException {
    Map<String, Long> addresses = new HashMap<>();
    for (String line : text.lines().filter(l -> !l.isBlank()).toList()) {
      int equals = line.indexOf('=');
      if (equals < 1) {
        throw Malformed.text(source, line, "a table's name and address");
      }
      addresses.put(line.substring(0, equals), Numbers.hex(source, line.substring(equals + 1)));
    }
    return new EfiTables(addresses);
  }

  /**
   * {@return the physical address of the ACPI root pointer, that of ACPI 2.0 preferred; empty if
   * EFI lists none}
   */
  public OptionalLong acpiRsdp() {
    return first("ACPI20", "ACPI");
  }

  /**
   * {@return the physical address of the 32-bit SMBIOS entry point, or empty if EFI lists none}
   * Only this one is passed to the next kernel: it finds that of SMBIOS 3 itself.
   */
  public OptionalLong smbios() {
    return first("SMBIOS");
  }

  private OptionalLong first(String... names) {
    for (String name : names) {
      Long address = addresses.get(name);
      if (address != null) {
        return OptionalLong.of(address);
      }
    }
    return OptionalLong.empty();
  }
}
