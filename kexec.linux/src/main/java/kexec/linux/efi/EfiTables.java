package kexec.linux.efi;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import kexec.api.fault.BadFileException;
import kexec.linux.internal.Malformed;
import kexec.linux.internal.Numbers;

/** The tables that EFI names, as {@code /sys/firmware/efi/systab} lists them. */
public final class EfiTables {

  private final Map<String, Long> addresses;

  private EfiTables(Map<String, Long> addresses) {
    this.addresses = Map.copyOf(addresses);
  }

  /**
   * Understands the text.
   *
   * @param source where the text comes from
   * @param text a line {@code NAME=0xADDRESS} for each table
   * @return the tables
   * @throws BadFileException if a line has another form
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
   * Returns where ACPI's root pointer lies: that of ACPI 2.0 before the old one.
   *
   * @return its physical address, or nothing where EFI names none
   */
  public OptionalLong acpiRsdp() {
    return first("ACPI20", "ACPI");
  }

  /**
   * Returns where the SMBIOS entry point of 32 bits lies. It is the only one that a next kernel is
   * told: that of SMBIOS 3 it finds itself.
   *
   * @return its physical address, or nothing where EFI names none
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
