package kexec.api.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A set of addresses, kept as sorted ranges that neither overlap nor touch.
 *
 * <p>Because there is one form for each set, two sets with the same addresses are equal. Every
 * operation takes time in proportion to the number of ranges at most, after sorting.
 *
 * @param <A> the address space
 */
public final class RangeSet<A extends Address<A>> {

  private final List<Range<A>> ranges;

  private RangeSet(List<Range<A>> ranges) {
    this.ranges = Collections.unmodifiableList(ranges);
  }

  /**
   * Returns the set of all addresses of some ranges, which may overlap, touch or be empty.
   *
   * @param <A> the address space
   * @param ranges in any order
   * @return the set
   */
  public static <A extends Address<A>> RangeSet<A> of(Collection<Range<A>> ranges) {
    List<Range<A>> sorted = new ArrayList<>(ranges);
    sorted.removeIf(Range::isEmpty);
    sorted.sort(Comparator.naturalOrder());
    List<Range<A>> merged = new ArrayList<>(sorted.size());
    for (Range<A> next : sorted) {
      Range<A> last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
      if (last == null || last.end().isBelow(next.start())) {
        merged.add(next);
      } else if (last.end().isBelow(next.end())) {
        merged.set(merged.size() - 1, new Range<>(last.start(), next.end()));
      }
    }
    return new RangeSet<>(merged);
  }

  /**
   * Returns the set of the addresses of one range.
   *
   * @param <A> the address space
   * @param range the range, perhaps empty
   * @return the set
   */
  public static <A extends Address<A>> RangeSet<A> of(Range<A> range) {
    return of(List.of(range));
  }

  /**
   * Returns the set without an address.
   *
   * @param <A> the address space
   * @return the empty set
   */
  public static <A extends Address<A>> RangeSet<A> empty() {
    return new RangeSet<>(List.of());
  }

  /**
   * Returns the ranges of the set.
   *
   * @return unmodifiable, ascending, neither overlapping nor touching nor empty
   */
  public List<Range<A>> ranges() {
    return ranges;
  }

  /**
   * Tells whether the set has no address.
   *
   * @return whether it is empty
   */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /**
   * Returns how many bytes the set has.
   *
   * @return bytes, unsigned
   */
  public long size() {
    return ranges.stream().mapToLong(Range::size).sum();
  }

  /**
   * Tells whether every address of a range is in the set.
   *
   * @param range the range; an empty one always is
   * @return whether it is
   */
  public boolean contains(Range<A> range) {
    if (range.isEmpty()) {
      return true;
    }
    int at = lastStartingAtOrBelow(range.start());
    return at >= 0 && ranges.get(at).contains(range);
  }

  /**
   * Tells whether an address is in the set.
   *
   * @param address the address
   * @return whether it is
   */
  public boolean contains(A address) {
    int at = lastStartingAtOrBelow(address);
    return at >= 0 && ranges.get(at).contains(address);
  }

  /**
   * Returns the addresses that are in this set, in the other one, or in both.
   *
   * @param other the other set
   * @return the union
   */
  public RangeSet<A> union(RangeSet<A> other) {
    List<Range<A>> both = new ArrayList<>(ranges);
    both.addAll(other.ranges);
    return of(both);
  }

  /**
   * Returns the addresses that are in both sets.
   *
   * @param other the other set
   * @return the intersection
   */
  public RangeSet<A> intersect(RangeSet<A> other) {
    List<Range<A>> shared = new ArrayList<>();
    int mine = 0;
    int theirs = 0;
    while (mine < ranges.size() && theirs < other.ranges.size()) {
      Range<A> a = ranges.get(mine);
      Range<A> b = other.ranges.get(theirs);
      a.intersect(b).ifPresent(shared::add);
      if (a.end().isBelow(b.end())) {
        mine++;
      } else {
        theirs++;
      }
    }
    return new RangeSet<>(shared);
  }

  /**
   * Returns the addresses of a range that are in this set. It takes time in proportion to the
   * number of ranges that it returns, however many this set has.
   *
   * @param range the range
   * @return the intersection
   */
  public RangeSet<A> intersect(Range<A> range) {
    List<Range<A>> shared = new ArrayList<>();
    int at = Math.max(0, lastStartingAtOrBelow(range.start()));
    while (at < ranges.size() && ranges.get(at).start().isBelow(range.end())) {
      ranges.get(at).intersect(range).ifPresent(shared::add);
      at++;
    }
    return new RangeSet<>(shared);
  }

  /**
   * Returns the addresses that are in this set and not in the other one.
   *
   * @param other the set to take away
   * @return the difference
   */
  public RangeSet<A> subtract(RangeSet<A> other) {
    List<Range<A>> left = new ArrayList<>();
    int theirs = 0;
    for (Range<A> range : ranges) {
      A from = range.start();
      while (theirs < other.ranges.size() && !from.isBelow(other.ranges.get(theirs).end())) {
        theirs++;
      }
      for (int i = theirs; i < other.ranges.size() && from.isBelow(range.end()); i++) {
        Range<A> hole = other.ranges.get(i);
        if (!hole.start().isBelow(range.end())) {
          break;
        }
        if (from.isBelow(hole.start())) {
          left.add(new Range<>(from, hole.start()));
        }
        from = hole.end();
      }
      if (from.isBelow(range.end())) {
        left.add(new Range<>(from, range.end()));
      }
    }
    return new RangeSet<>(left);
  }

  /**
   * Finds a range of a wanted size in the set.
   *
   * @param request what is wanted
   * @return the hole, or nothing where none fits
   */
  public Optional<Range<A>> findHole(HoleRequest<A> request) {
    List<Range<A>> candidates = intersect(request.within()).ranges;
    if (request.direction() == Direction.HIGHEST) {
      candidates = new ArrayList<>(candidates);
      Collections.reverse(candidates);
    }
    return candidates.stream().flatMap(c -> fit(c, request).stream()).findFirst();
  }

  private Optional<Range<A>> fit(Range<A> room, HoleRequest<A> request) {
    if (Long.compareUnsigned(room.size(), request.size()) < 0) {
      return Optional.empty();
    }
    long mask = -request.alignment();
    long first = room.start().value();
    long highest = (room.end().value() - request.size()) & mask;
    long lowest = (first + request.alignment() - 1) & mask;
    // Rounding up may wrap round the address space, rounding down may leave the room.
    boolean fits =
        Long.compareUnsigned(lowest, first) >= 0
            && Long.compareUnsigned(highest, first) >= 0
            && Long.compareUnsigned(lowest, highest) <= 0;
    if (!fits) {
      return Optional.empty();
    }
    A start = room.start().at(request.direction() == Direction.LOWEST ? lowest : highest);
    return Optional.of(Range.ofSize(start, request.size()));
  }

  private int lastStartingAtOrBelow(A address) {
    int low = 0;
    int high = ranges.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (address.isBelow(ranges.get(middle).start())) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low - 1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RangeSet<?> set && ranges.equals(set.ranges);
  }

  @Override
  public int hashCode() {
    return ranges.hashCode();
  }

  /**
   * Returns the ranges in hexadecimal.
   *
   * @return for example <code>{[0x0, 0x9fc00), [0x100000, 0x40000000)}</code>
   */
  @Override
  public String toString() {
    return ranges.stream().map(Range::toString).collect(Collectors.joining(", ", "{", "}"));
  }
}
