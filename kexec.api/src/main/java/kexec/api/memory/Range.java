package kexec.api.memory;

import java.util.Optional;

/**
 * A half-open range of addresses: the start is included, the end is not.
 *
 * <p>The last byte of the 64-bit address space cannot be in a range, because the range's end would
 * not be an address. No machine has memory there.
 *
 * @param <A> the address space
 * @param start the first address of the range
 * @param end the first address after the range, not below {@code start}
 */
public record Range<A extends Address<A>>(A start, A end) implements Comparable<Range<A>> {

  /**
   * Checks the order of the bounds.
   *
   * @throws IllegalArgumentException if {@code end} is below {@code start}, both read as unsigned
   */
  public Range {
    if (end.isBelow(start)) {
      throw new IllegalArgumentException(
          "range end %s lies below its start %s".formatted(end, start));
    }
  }

  /**
   * {@return the range of a given size}
   *
   * @param <A> the address space
   * @param start the first address
   * @param size bytes, unsigned
   * @throws ArithmeticException if the range would extend beyond the 64-bit address space
   */
  public static <A extends Address<A>> Range<A> ofSize(A start, long size) {
    return new Range<>(start, start.plus(size));
  }

  /**
   * {@return a range of machine addresses}
   *
   * @param start the first address, unsigned
   * @param end the first address after the range, unsigned
   * @throws IllegalArgumentException if {@code end} is below {@code start}
   */
  public static Range<MachineAddress> machine(long start, long end) {
    return new Range<>(new MachineAddress(start), new MachineAddress(end));
  }

  /** {@return the size of the range in bytes, unsigned} */
  public long size() {
    return end.value() - start.value();
  }

  /** {@return whether the range contains no address: start and end are equal} */
  public boolean isEmpty() {
    return start.value() == end.value();
  }

  /**
   * {@return whether an address is in the range: at or above the start and below the end}
   *
   * @param address the address
   */
  public boolean contains(A address) {
    return !address.isBelow(start) && address.isBelow(end);
  }

  /**
   * {@return whether this range contains the whole of another range}
   *
   * @param other the other range; an empty range is contained if its position is in this range or
   *     at its end
   */
  public boolean contains(Range<A> other) {
    return !other.start.isBelow(start) && !end.isBelow(other.end);
  }

  /**
   * {@return whether two ranges share an address}
   *
   * @param other the other range; an empty range shares none
   */
  public boolean overlaps(Range<A> other) {
    return intersect(other).isPresent();
  }

  /**
   * {@return the intersection of two ranges, or empty if they share no address}
   *
   * @param other the other range
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

  /** {@return the range in hexadecimal, for example {@code [0x1000, 0x2000)}} */
  @Override
  public String toString() {
    return "[" + start + ", " + end + ")";
  }
}
