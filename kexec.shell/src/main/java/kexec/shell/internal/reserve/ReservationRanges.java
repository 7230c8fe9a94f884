package kexec.shell.internal.reserve;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code crashkernel=} reserves by the size of the RAM, as in {@code 2G-64G:256M,64G-:512M}:
 * Linux, Documentation/admin-guide/kdump/kdump.rst, section "Extended crashkernel syntax".
 *
 * @param parts the ranges with their sizes, ascending
 */
public record ReservationRanges(List<Part> parts) {

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  /**
   * One range.
   *
   * @param from the smallest RAM in bytes
   * @param to the RAM in bytes from which on it does not apply; 0 for no such limit
   * @param size how much is reserved, in bytes
   */
  public record Part(long from, long to, long size) {

    private boolean covers(long ram) {
      return ram >= from && (to == 0 || ram < to);
    }

    @Override
    public String toString() {
      return text(from) + "-" + (to == 0 ? "" : text(to)) + ":" + text(size);
    }
  }

  /** Makes the list unmodifiable. */
  public ReservationRanges {
    parts = List.copyOf(parts);
  }

  /**
   * {@return the ranges of a table}
   *
   * @param text sizes with the units M and G, as on a command line
   */
  static ReservationRanges of(String text) {
    List<Part> parts = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      int dash = part.indexOf('-');
      int colon = part.indexOf(':');
      String end = part.substring(dash + 1, colon);
      parts.add(
          new Part(
              bytes(part.substring(0, dash)),
              end.isEmpty() ? 0 : bytes(end),
              bytes(part.substring(colon + 1))));
    }
    return new ReservationRanges(parts);
  }

  private static long bytes(String text) {
    long unit = text.endsWith("G") ? GIB : MIB;
    return Long.parseLong(text.substring(0, text.length() - 1)) * unit;
  }

  /**
   * {@return how a size is written on a command line}
   *
   * @param bytes a multiple of 1 MiB
   */
  public static String text(long bytes) {
    return bytes % GIB == 0 ? bytes / GIB + "G" : bytes / MIB + "M";
  }

  /**
   * {@return how much is reserved of a RAM, in bytes; 0 for a RAM that no range covers}
   *
   * @param ram its size in bytes
   */
  public long sizeFor(long ram) {
    return parts.stream()
        .filter(part -> part.covers(ram))
        .mapToLong(Part::size)
        .findFirst()
        .orElse(0);
  }

  /**
   * {@return the same ranges with greater sizes}
   *
   * @param bytes what is added to each size
   * @param skipped the number of first ranges that stay as they are
   */
  ReservationRanges plus(long bytes, int skipped) {
    List<Part> greater = new ArrayList<>();
    for (Part part : parts) {
      long more = greater.size() < skipped ? 0 : bytes;
      greater.add(new Part(part.from(), part.to(), part.size() + more));
    }
    return new ReservationRanges(greater);
  }

  /** {@return the value of {@code crashkernel=}} */
  @Override
  public String toString() {
    return parts.stream().map(Part::toString).collect(Collectors.joining(","));
  }
}
