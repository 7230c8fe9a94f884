package kexec.api.memory;

import java.util.Optional;

/**
 * A half-open range of addresses: its start belongs to it, its end does not.
 *
 * <p>The last byte of the 64-bit address space can be in no range, because its end would not be an
 * address; no machine has memory there.
 *
 * @param <A> the address space
 * @param start the first address of the range
 * @param end the first address behind the range, not below {@code start}
 */
public record Range<A extends Address<A>>(A start, A end) implements Comparable<Range<A>> {

  /**
   * Checks the order of the ends.
   *
   * @throws IllegalArgumentException if {@code end} lies below {@code start}, both read as unsigned
   */
  public Range {
    if (end.isBelow(start)) {
      throw new IllegalArgumentException(
          "range end %s lies below its start %s".formatted(end, start));
    }
  }

  /**
   * Returns the range of a given size.
   *
   * @param <A> the address space
   * @param start the first address
   * @param size bytes, unsigned
   * @return the range
   * @throws ArithmeticException if the range would reach beyond the 64-bit address space
   */
  public static <A extends Address<A>> Range<A> ofSize(A start, long size) {
    return new Range<>(start, start.plus(size));
  }

  /**
   * Returns a range of machine addresses.
   *
   * @param start the first address, unsigned
   * @param end the first address behind the range, unsigned
   * @return the range
   * @throws IllegalArgumentException if {@code end} lies below {@code start}
   */
  public static Range<MachineAddress> machine(long start, long end) {
    return new Range<>(new MachineAddress(start), new MachineAddress(end));
  }

  /**
   * Returns the size of the range.
   *
   * @return bytes, unsigned
   */
  public long size() {
    return end.value() - start.value();
  }

  /**
   * Tells whether the range holds no address.
   *
   * @return whether start and end are equal
   */
  public boolean isEmpty() {
    return start.value() == end.value();
  }

  /**
   * Tells whether an address lies in the range.
   *
   * @param address the address
   * @return whether it is at or above the start and below the end
   */
  public boolean contains(A address) {
    return !address.isBelow(start) && address.isBelow(end);
  }

  /**
   * Tells whether the whole of another range lies in this one.
   *
   * @param other the other range; an empty one lies in every range that has its place
   * @return whether it does
   */
  public boolean contains(Range<A> other) {
    return !other.start.isBelow(start) && !end.isBelow(other.end);
  }

  /**
   * Tells whether two ranges share an address.
   *
   * @param other the other range
   * @return whether they do; an empty range shares none
   */
  public boolean overlaps(Range<A> other) {
    return intersect(other).isPresent();
  }

  /**
   * Returns what two ranges share.
   *
   * @param other the other range
   * @return the shared part, or nothing where they share no address
   */
  public Optional<Range<A>> intersect(Range<A> other) {
    A from = start.isBelow(other.start) ? other.start : start;
    A to = end.isBelow(other.end) ? end : other.end;
    return from.isBelow(to) ? Optional.of(new Range<>(from, to)) : Optional.empty();
  }

  /** Orders by start, then by end, both read as unsigned. */
  @Override
  public int compareTo(Range<A> other) {
    int byStart = start.compareTo(other.start);
    return byStart != 0 ? byStart : end.compareTo(other.end);
  }

  /**
   * Returns the range in hexadecimal.
   *
   * @return for example {@code [0x1000, 0x2000)}
   */
  @Override
  public String toString() {
    return "[" + start + ", " + end + ")";
  }
}
