package kexec.rehearse.internal.emulator;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/**
 * Finds the pages of a file in memory that a process has touched through its mapping (proc(5),
 * {@code /proc/pid/maps}; Linux, Documentation/admin-guide/mm/pagemap.rst).
 */
final class PresentPages {

  private static final int PAGE = 4096;
  private static final int ENTRY = Long.BYTES;
  private static final int ENTRIES = 1 << 17;

  /** Bits 63 and 62: the page is in memory, or in swap. */
  private static final long TOUCHED = 3L << 62;

  private PresentPages() {}

  /** A mapping of the file: at a virtual address, from an offset in the file on. */
  private record Mapping(long virtual, long offset, long size) {}

  /**
   * {@return the guest's memory that the process has touched}
   *
   * @param process its directory in {@code /proc}
   * @param name the name of the file in memory
   * @param windows where the guest's RAM lies in the file
   * @throws IOException if the process is gone or is not this user's
   */
  static RangeSet<MachineAddress> of(Path process, String name, List<RamWindow> windows)
      throws IOException {
    List<Range<MachineAddress>> touched = new ArrayList<>();
    try (FileChannel pagemap = FileChannel.open(process.resolve("pagemap"))) {
      for (Mapping mapping : mappings(process, name)) {
        for (RamWindow window : windows) {
          long from = Math.max(mapping.offset(), window.offset());
          long to =
              Math.min(mapping.offset() + mapping.size(), window.offset() + window.memory().size());
          long virtual = mapping.virtual() + from - mapping.offset();
          MachineAddress guest = window.memory().start().plus(Math.max(0, from - window.offset()));
          if (from < to) {
            scan(pagemap, virtual, (to - from) / PAGE, guest, touched);
          }
        }
      }
    }
    return RangeSet.of(touched);
  }

  private static List<Mapping> mappings(Path process, String name) throws IOException {
    List<Mapping> found = new ArrayList<>();
    for (String line : Files.readAllLines(process.resolve("maps"))) {
      if (line.contains("/memfd:" + name)) {
        // start-end perms offset dev inode path
        String[] fields = line.split(" +", 4);
        String[] ends = fields[0].split("-", 2);
        long start = Long.parseUnsignedLong(ends[0], 16);
        long end = Long.parseUnsignedLong(ends[1], 16);
        found.add(new Mapping(start, Long.parseUnsignedLong(fields[2], 16), end - start));
      }
    }
    return found;
  }

  private static void scan(
      FileChannel pagemap,
      long virtual,
      long pages,
      MachineAddress guest,
      List<Range<MachineAddress>> touched)
      throws IOException {
    ByteBuffer entries = ByteBuffer.allocate(ENTRIES * ENTRY).order(ByteOrder.nativeOrder());
    long begun = -1;
    for (long page = 0; page < pages; page += ENTRIES) {
      int count = (int) Math.min(ENTRIES, pages - page);
      read(pagemap, entries.clear().limit(count * ENTRY), (virtual / PAGE + page) * ENTRY);
      for (int i = 0; i < count; i++) {
        boolean present = (entries.getLong(i * ENTRY) & TOUCHED) != 0;
        if (present && begun < 0) {
          begun = page + i;
        } else if (!present && begun >= 0) {
          touched.add(range(guest, begun, page + i));
          begun = -1;
        }
      }
    }
    if (begun >= 0) {
      touched.add(range(guest, begun, pages));
    }
  }

  private static Range<MachineAddress> range(MachineAddress guest, long from, long to) {
    return new Range<>(guest.plus(from * PAGE), guest.plus(to * PAGE));
  }

  private static void read(FileChannel pagemap, ByteBuffer entries, long position)
      throws IOException {
    while (entries.hasRemaining()) {
      if (pagemap.read(entries, position + entries.position()) < 0) {
        throw new IOException("the emulator's page map ends at " + position);
      }
    }
  }
}
