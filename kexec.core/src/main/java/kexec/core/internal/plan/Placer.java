package kexec.core.internal.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/** Finds a place for every segment in the memory that is left. Used once, by one thread. */
final class Placer {

  private static final int NEAR_MISSES = 3;

  private final PageSize pageSize;
  private RangeSet<MachineAddress> free;
  private final Map<String, Range<MachineAddress>> places = new LinkedHashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  /**
   * Makes a placer.
   *
   * @param free where segments may lie
   * @param pageSize to which their ends are rounded
   */
  Placer(RangeSet<MachineAddress> free, PageSize pageSize) {
    this.free = free;
    this.pageSize = pageSize;
  }

  /**
   * Places one segment and takes its memory, or remembers why it does not fit.
   *
   * @param request what is wanted
   */
  void place(SegmentRequest request) {
    Optional<HoleRequest<MachineAddress>> hole = hole(request);
    Optional<Range<MachineAddress>> found =
        hole.flatMap(h -> preferred(request, h).or(() -> free.findHole(h)));
    if (found.isPresent()) {
      free = free.subtract(RangeSet.of(found.get()));
      places.put(request.name(), found.get());
    } else {
      findings.add(doesNotFit(request));
    }
  }

  /** Rounding a size that no memory can have may go beyond 64 bits: then there is no such hole. */
  private Optional<HoleRequest<MachineAddress>> hole(SegmentRequest request) {
    try {
      long size = pageSize.roundUp(request.size());
      return Optional.of(
          new HoleRequest<>(size, alignment(request), request.within(), request.direction()));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** Both are powers of two; the greatest one would be a negative number. */
  private long alignment(SegmentRequest request) {
    boolean lessThanPage = Long.compareUnsigned(request.alignment(), pageSize.bytes()) < 0;
    return lessThanPage ? pageSize.bytes() : request.alignment();
  }

  private Optional<Range<MachineAddress>> preferred(
      SegmentRequest request, HoleRequest<MachineAddress> hole) {
    MachineAddress at = request.preferred();
    boolean wraps = at == null || Long.compareUnsigned(at.value() + hole.size(), at.value()) < 0;
    if (at == null || wraps || !pageSize.isAligned(at.value())) {
      return Optional.empty();
    }
    Range<MachineAddress> there = Range.ofSize(at, hole.size());
    return hole.within().contains(there) && free.contains(there)
        ? Optional.of(there)
        : Optional.empty();
  }

  private Finding doesNotFit(SegmentRequest request) {
    String nearest =
        free.intersect(request.within()).ranges().stream()
            .sorted((a, b) -> Long.compareUnsigned(b.size(), a.size()))
            .limit(NEAR_MISSES)
            .map(range -> "%s of 0x%x bytes".formatted(range, range.size()))
            .collect(Collectors.joining(", "));
    return Finding.error(
        request.role().label() + "-does-not-fit",
        "no hole of 0x%x bytes aligned to 0x%x within %s for %s; %s"
            .formatted(
                request.size(),
                alignment(request),
                request.within(),
                request.name(),
                nearest.isEmpty() ? "nothing is free there" : "nearest came " + nearest),
        "Widen --mem-min and --mem-max, use a smaller file, or for a crash kernel reserve more with"
            + " crashkernel=.");
  }

  /**
   * Returns what was placed.
   *
   * @return the places by name
   */
  Map<String, Range<MachineAddress>> places() {
    return places;
  }

  /**
   * Returns what did not fit.
   *
   * @return an error for each segment without a place
   */
  List<Finding> findings() {
    return findings;
  }
}
