package kexec.core.internal.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/** Finds a place for every segment in the remaining memory. For a single use by one thread. */
final class Placer {

  private final Room room;
  private final PageSize pageSize;
  private RangeSet<MachineAddress> free;
  private final List<SegmentRequest> requests = new ArrayList<>();
  private final List<Range<MachineAddress>> taken = new ArrayList<>();
  private final List<NoPlace> failures = new ArrayList<>();

  /**
   * Creates a placer.
   *
   * @param room where segments may be placed
   */
  Placer(Room room) {
    this.room = room;
    this.pageSize = room.rules().pageSize();
    this.free = room.free();
  }

  /**
   * Places one segment and reserves its memory, or records why it does not fit.
   *
   * @param request the request
   * @return its memory, if it fits
   */
  Optional<Range<MachineAddress>> place(SegmentRequest request) {
    requests.add(request);
    Optional<Range<MachineAddress>> found = find(request);
    if (found.isPresent()) {
      free = free.subtract(RangeSet.of(found.get()));
      taken.add(found.get());
    } else {
      failures.add(new NoPlace(request, room, RangeSet.of(taken)));
    }
    return found;
  }

  private Optional<Range<MachineAddress>> find(SegmentRequest request) {
    Range<MachineAddress> first = request.preferred();
    Optional<Range<MachineAddress>> preferred =
        first == null
            ? Optional.empty()
            : request.within().intersect(first).flatMap(part -> find(request, part));
    return preferred.or(() -> find(request, request.within()));
  }

  private Optional<Range<MachineAddress>> find(
      SegmentRequest request, Range<MachineAddress> within) {
    return hole(request, within, pageSize).flatMap(free::findHole);
  }

  /**
   * {@return the hole that a segment needs; empty if the rounded size exceeds 64 bits}
   *
   * @param within the allowed addresses
   * @param pages the unit to which its size is rounded up, and its minimum alignment
   */
  static Optional<HoleRequest<MachineAddress>> hole(
      SegmentRequest request, Range<MachineAddress> within, PageSize pages) {
    try {
      long size = pages.roundUp(request.size());
      return Optional.of(
          new HoleRequest<>(
              size, alignment(request, pages), request.offset(), within, request.direction()));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** Both are powers of two; the greatest one would be a negative number. */
  static long alignment(SegmentRequest request, PageSize pages) {
    boolean lessThanPage = Long.compareUnsigned(request.alignment(), pages.bytes()) < 0;
    return lessThanPage ? pages.bytes() : request.alignment();
  }

  /** {@return an error for each segment that does not fit} */
  List<Finding> findings() {
    return failures.stream().map(failure -> failure.finding(requests)).toList();
  }
}
