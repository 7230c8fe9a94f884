package kexec.linux.crash;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.fault.BadFileException;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.linux.internal.Malformed;
import kexec.linux.internal.Numbers;

/**
 * Parses {@code /sys/kernel/vmcoreinfo}: the location of the running kernel's description of
 * itself.
 */
public final class Vmcoreinfo {

  private static final Pattern FORM = Pattern.compile("0[xX]([0-9a-fA-F]{1,16}) ([0-9a-fA-F]+)");

  private Vmcoreinfo() {}

  /**
   * Parses the text: an address with {@code 0x}, and a hexadecimal size without it (Linux,
   * kernel/ksysfs.c, vmcoreinfo_show()).
   *
   * @param source where the text comes from
   * @param text the text
   * @return the location of the ELF note with the description
   * @throws BadFileException if the text is malformed, or the note would be empty or exceed the
   *     address space
   */
  public static Range<PhysicalAddress> parse(String source, String text) throws BadFileException {
    Matcher match = FORM.matcher(text.strip());
    if (!match.matches()) {
      throw Malformed.text(source, text.strip(), "an address and a size");
    }
    return Notes.range(
        source, Numbers.hex(source, match.group(1)), Numbers.hex(source, match.group(2)));
  }
}
