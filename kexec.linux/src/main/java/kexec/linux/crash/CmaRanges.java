package kexec.linux.crash;

import java.util.ArrayList;
import java.util.List;
import kexec.api.fault.BadFileException;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.linux.internal.Malformed;
import kexec.linux.internal.Numbers;

/**
 * The text of {@code /sys/kernel/kexec/crash_cma_ranges} (Linux,
 * Documentation/ABI/testing/sysfs-kernel-kexec-kdump): a line {@code 100000000-10c7fffff} for each
 * range, in hexadecimal, with its last address.
 */
final class CmaRanges {

  private CmaRanges() {}

  static RangeSet<PhysicalAddress> parse(String source, String text) throws BadFileException {
    List<Range<PhysicalAddress>> ranges = new ArrayList<>();
    for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
      String[] ends = line.strip().split("-", -1);
      if (ends.length != 2) {
        throw Malformed.text(source, line, "a range such as 100000000-10c7fffff");
      }
      long first = Numbers.hex(source, ends[0]);
      long last = Numbers.hex(source, ends[1]);
      if (last == -1 || Long.compareUnsigned(last, first) < 0) {
        throw Malformed.text(source, line, "a range that ends above its start");
      }
      ranges.add(new Range<>(new PhysicalAddress(first), new PhysicalAddress(last + 1)));
    }
    return RangeSet.of(ranges);
  }
}
