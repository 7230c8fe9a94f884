package kexec.picture.compare;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.plan.SegmentRole;
import kexec.api.text.Size;
import kexec.picture.compare.ComparedPlan.ComparedSegment;

/**
 * A segment in two plans: the segments of one role correspond to each other in order of address.
 *
 * @param number its number in the picture, from 1
 * @param a the segment in the first plan; empty if it is not there
 * @param b the segment in the second plan; empty if it is not there
 */
public record SegmentPair(int number, Optional<ComparedSegment> a, Optional<ComparedSegment> b) {

  /**
   * {@return the pairs: those with a segment in the first plan, ascending there, then the others}
   *
   * @param a the first plan
   * @param b the second plan
   */
  public static List<SegmentPair> of(ComparedPlan a, ComparedPlan b) {
    Map<SegmentRole, List<ComparedSegment>> others = byRole(b);
    Map<SegmentRole, Integer> taken = new EnumMap<>(SegmentRole.class);
    List<SegmentPair> pairs = new ArrayList<>();
    for (ComparedSegment segment : a.segments()) {
      int index = taken.merge(segment.role(), 1, Integer::sum) - 1;
      List<ComparedSegment> same = others.getOrDefault(segment.role(), List.of());
      Optional<ComparedSegment> other =
          index < same.size() ? Optional.of(same.get(index)) : Optional.empty();
      pairs.add(new SegmentPair(pairs.size() + 1, Optional.of(segment), other));
    }
    Map<SegmentRole, Integer> passed = new EnumMap<>(SegmentRole.class);
    for (ComparedSegment segment : b.segments()) {
      int index = passed.merge(segment.role(), 1, Integer::sum) - 1;
      if (index >= taken.getOrDefault(segment.role(), 0)) {
        pairs.add(new SegmentPair(pairs.size() + 1, Optional.empty(), Optional.of(segment)));
      }
    }
    return pairs;
  }

  private static Map<SegmentRole, List<ComparedSegment>> byRole(ComparedPlan plan) {
    Map<SegmentRole, List<ComparedSegment>> segments = new EnumMap<>(SegmentRole.class);
    for (ComparedSegment segment : plan.segments()) {
      segments.computeIfAbsent(segment.role(), none -> new ArrayList<>()).add(segment);
    }
    return segments;
  }

  /** {@return the role of both segments} */
  public SegmentRole role() {
    return a.or(() -> b).orElseThrow().role();
  }

  /** {@return what became of the segment, in words} */
  public String change() {
    if (a.isEmpty()) {
      return "added";
    }
    if (b.isEmpty()) {
      return "removed";
    }
    List<String> changes = new ArrayList<>();
    addDistance(changes, "moved up by ", "moved down by ", start(a.get()), start(b.get()));
    addDistance(
        changes, "grew by ", "shrank by ", a.get().memory().size(), b.get().memory().size());
    if (a.get().bytes() != b.get().bytes() || !a.get().digest().equals(b.get().digest())) {
      changes.add("content changed");
    }
    return changes.isEmpty() ? "unchanged" : String.join(", ", changes);
  }

  /** {@return whether the segment lies in the same place in both plans} */
  public boolean stays() {
    return a.isPresent() && b.isPresent() && a.get().memory().equals(b.get().memory());
  }

  private static long start(ComparedSegment segment) {
    return segment.memory().start().value();
  }

  private static void addDistance(
      List<String> changes, String more, String less, long from, long to) {
    int order = Long.compareUnsigned(to, from);
    if (order != 0) {
      changes.add(order > 0 ? more + Size.human(to - from) : less + Size.human(from - to));
    }
  }
}
