package kexec.api.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A set of addresses, stored as sorted ranges that neither overlap nor touch.
 *
 * <p>This form is unique for each set, so two sets with the same addresses are equal. Apart from
 * sorting, every operation is at most linear in the number of ranges. Of two sets, only the ranges
 * near the other set are compared: a set of few ranges is intersected with, or subtracted from, a
 * set of many in logarithmic time.
 *
 * @param <A> the address space
 */
public final class RangeSet<A extends Address<A>> {

  private static final int FEW = 3;

  private final List<Range<A>> ranges;

  private RangeSet(List<Range<A>> ranges) {
    this.ranges = Collections.unmodifiableList(ranges);
  }

  /**
   * {@return the set of all addresses of some ranges, which may overlap, touch or be empty}
   *
   * @param <A> the address space
   * @param ranges in any order
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
   * {@return the set of the addresses of one range}
   *
   * @param <A> the address space
   * @param range the range, may be empty
   */
  public static <A extends Address<A>> RangeSet<A> of(Range<A> range) {
    return of(List.of(range));
  }

  /**
   * {@return the empty set}
   *
   * @param <A> the address space
   */
  public static <A extends Address<A>> RangeSet<A> empty() {
    return new RangeSet<>(List.of());
  }

  /**
   * {@return the ranges of the set: unmodifiable, ascending, neither overlapping nor touching nor
   * empty}
   */
  public List<Range<A>> ranges() {
    return ranges;
  }

  /** {@return whether the set is empty} */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** {@return the number of bytes in the set, unsigned} */
  public long size() {
    return ranges.stream().mapToLong(Range::size).sum();
  }

  /**
   * {@return whether every address of a range is in the set}
   *
   * @param range the range; an empty range is always contained
   */
  public boolean contains(Range<A> range) {
    if (range.isEmpty()) {
      return true;
    }
    int at = lastStartingAtOrBelow(range.start());
    return at >= 0 && ranges.get(at).contains(range);
  }

  /**
   * {@return whether an address is in the set}
   *
   * @param address the address
   */
  public boolean contains(A address) {
    int at = lastStartingAtOrBelow(address);
    return at >= 0 && ranges.get(at).contains(address);
  }

  /**
   * {@return the addresses that are in this set, in the other set, or in both}
   *
   * @param other the other set
   */
  public RangeSet<A> union(RangeSet<A> other) {
    List<Range<A>> both = new ArrayList<>(ranges);
    both.addAll(other.ranges);
    return of(both);
  }

  /**
   * {@return the addresses that are in both sets}
   *
   * @param other the other set
   */
  public RangeSet<A> intersect(RangeSet<A> other) {
    List<Range<A>> shared = new ArrayList<>();
    int mine = firstNear(other);
    int theirs = other.firstNear(this);
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
   * {@return the addresses of a range that are in this set. The time is linear in the number of
   * returned ranges, however many ranges this set has}
   *
   * @param range the range
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
   * {@return the addresses that are in this set and not in the other set}
   *
   * @param other the set to subtract
   */
  public RangeSet<A> subtract(RangeSet<A> other) {
    int first = firstNear(other);
    int behind = lastNear(other) + 1;
    if (first >= behind) {
      return this;
    }
    List<Range<A>> left = new ArrayList<>(ranges.subList(0, first));
    int theirs = other.firstNear(this);
    for (Range<A> range : ranges.subList(first, behind)) {
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
    left.addAll(ranges.subList(behind, ranges.size()));
    return new RangeSet<>(left);
  }

  /** {@return the first range that may share an address with another set; the size if none may} */
  private int firstNear(RangeSet<A> other) {
    if (other.isEmpty()) {
      return ranges.size();
    }
    A start = other.ranges.get(0).start();
    int at = lastStartingAtOrBelow(start);
    return at >= 0 && start.isBelow(ranges.get(at).end()) ? at : at + 1;
  }

  /** {@return the last range that may share an address with another set; -1 if none may} */
  private int lastNear(RangeSet<A> other) {
    if (other.isEmpty()) {
      return -1;
    }
    A end = other.ranges.get(other.ranges.size() - 1).end();
    int at = lastStartingAtOrBelow(end);
    return at >= 0 && !ranges.get(at).start().isBelow(end) ? at - 1 : at;
  }

  /**
   * {@return a range in this set that satisfies a request, or empty if none fits}
   *
   * @param request the requirements
   */
  public Optional<Range<A>> findHole(HoleRequest<A> request) {
    int first = Math.max(0, lastStartingAtOrBelow(request.within().start()));
    int last = lastStartingAtOrBelow(request.within().end());
    Optional<Range<A>> found = Optional.empty();
    for (int i = 0; i <= last - first && found.isEmpty(); i++) {
      Range<A> next = ranges.get(request.direction() == Direction.LOWEST ? first + i : last - i);
      found = next.intersect(request.within()).flatMap(room -> fit(room, request));
    }
    return found;
  }

  private Optional<Range<A>> fit(Range<A> room, HoleRequest<A> request) {
    if (Long.compareUnsigned(room.size(), request.size()) < 0) {
      return Optional.empty();
    }
    long mask = -request.alignment();
    long offset = request.offset();
    long first = room.start().value();
    long last = room.end().value() - request.size();
    long highest = ((last - offset) & mask) + offset;
    long lowest = ((first - offset + request.alignment() - 1) & mask) + offset;
    // Rounding may leave the room, or wrap around the address space.
    boolean fits =
        Long.compareUnsigned(lowest, first) >= 0
            && Long.compareUnsigned(highest, first) >= 0
            && Long.compareUnsigned(highest, last) <= 0
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
   * {@return this set as {@link #toString} writes it, but of more than three ranges only the first
   * three and the number of the others: a set may have many thousands}
   */
  public String brief() {
    int more = ranges.size() - FEW;
    return more <= 0
        ? toString()
        : "%s and %s more".formatted(new RangeSet<>(ranges.subList(0, FEW)), more);
  }

  /**
   * {@return the ranges in hexadecimal, for example <code>{[0x0, 0x9fc00), [0x100000,
   * 0x40000000)}</code>}
   */
  @Override
  public String toString() {
    return ranges.stream().map(Range::toString).collect(Collectors.joining(", ", "{", "}"));
  }
}
