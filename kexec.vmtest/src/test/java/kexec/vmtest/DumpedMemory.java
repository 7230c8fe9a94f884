package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a guest's kernel said of its memory before it crashed ({@code memory=yes}), and what its
 * crash kernel found ({@code vmcore.sh}). Memory is a set of pages; only what lies below 1 TiB is
 * looked at.
 *
 * @param toBeDumped the pages of RAM from 1 MiB on, without the region and what is lent to programs
 * @param dumped the pages of all segments of {@code /proc/vmcore}
 * @param lentMebibytes how much is lent to programs
 * @param crashKernelMebibytes how much the crash kernel has, in whole MiB
 */
record DumpedMemory(
    BitSet toBeDumped, BitSet dumped, long lentMebibytes, long crashKernelMebibytes) {

  private static final int PAGE_SHIFT = 12;
  private static final int LOW_PAGES = 1 << (20 - PAGE_SHIFT);

  /** Ends are inclusive: {@code 00100000-07ffffff : System RAM}. */
  private static final Pattern RAM = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) : System RAM");

  private static final Pattern REGION = Pattern.compile(" +([0-9a-f]+)-([0-9a-f]+) : Crash kernel");
  private static final Pattern LENT = Pattern.compile("lent: ([0-9a-f]+)-([0-9a-f]+)");

  /** The end is exclusive. */
  private static final Pattern DUMPED =
      Pattern.compile("dumped: \\[0x([0-9a-f]+), 0x([0-9a-f]+)\\)");

  private static final Pattern TOTAL = Pattern.compile("MemTotal: +([0-9]+) kB");

  /**
   * Begins a guest with Linux 7, which lends memory to programs and takes it away when it crashes:
   * its crash kernel is to have that memory beside its region, and the dump is to lack it. It is to
   * lack what the command line reserves in the middle of the memory, too.
   */
  static GuestBuilder lent(Guests guests, String name) {
    return guests
        .cloud(name, guests.images().linux7())
        .mebibytes(1024)
        .append("crashkernel=160M", "crashkernel=256M,cma", "memmap=4M$0x8000000")
        .append("to=/mnt/base/vmlinuz-7", "memory=yes");
  }

  /** Compares the reports of the two kernels of such a guest. */
  void check() {
    assertThat(lentMebibytes).isEqualTo(256);
    assertThat(dumped).isEqualTo(toBeDumped);
    // Linux itself uses about 50 MiB of its memory.
    assertThat(crashKernelMebibytes).isBetween(320L, 416L);
  }

  static DumpedMemory of(Console script) {
    List<String> lines = script.lines().stream().map(ConsoleLine::text).toList();
    BitSet lent = pages(lines, LENT, 1);
    BitSet toBeDumped = pages(lines, RAM, 1);
    toBeDumped.clear(0, LOW_PAGES);
    toBeDumped.andNot(pages(lines, REGION, 1));
    toBeDumped.andNot(lent);
    return new DumpedMemory(
        toBeDumped,
        pages(lines, DUMPED, 0),
        ((long) lent.cardinality() << PAGE_SHIFT) >> 20,
        lines.stream()
            .map(TOTAL::matcher)
            .filter(Matcher::matches)
            .mapToLong(total -> Long.parseLong(total.group(1)) >> 10)
            .findFirst()
            .orElseThrow());
  }

  private static BitSet pages(List<String> lines, Pattern range, int beyond) {
    BitSet pages = new BitSet();
    for (String line : lines) {
      Matcher found = range.matcher(line);
      if (found.matches()) {
        long end = Long.parseLong(found.group(2), 16) + beyond;
        pages.set(page(Long.parseLong(found.group(1), 16)), page(end));
      }
    }
    return pages;
  }

  private static int page(long address) {
    return Math.toIntExact(address >> PAGE_SHIFT);
  }
}
