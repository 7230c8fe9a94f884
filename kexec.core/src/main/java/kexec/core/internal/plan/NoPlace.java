package kexec.core.internal.plan;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Slot;
import kexec.api.text.Size;

/**
 * A segment that does not fit, and why. It is tried again without each limit, then without each two
 * of them, and so on, until it fits. The findings name those limits, and only what changes them is
 * given as a cure.
 *
 * @param request the request
 * @param room where segments may be placed
 * @param taken the memory of the segments that were placed before
 */
record NoPlace(SegmentRequest request, Room room, RangeSet<MachineAddress> taken) {

  private static final int NEAR_MISSES = 3;
  private static final Range<MachineAddress> EVERYWHERE = Range.machine(0, -1L);

  /**
   * {@return the finding}
   *
   * @param image all segments of the image
   */
  Finding finding(List<SegmentRequest> image) {
    List<Set<Limit>> binding = binding();
    Cures cures = new Cures(this, image);
    return Finding.error(
        request.role().label() + "-does-not-fit",
        "no hole of %s aligned to 0x%x %s for %s; %s%s"
            .formatted(
                Size.both(request.size()),
                Placer.alignment(request, pages()),
                window(),
                request.name(),
                nearest(),
                reasons(binding)),
        cures.text(binding));
  }

  /** {@return the receiver's page size} */
  PageSize pages() {
    return room.rules().pageSize();
  }

  private String window() {
    return room.window(request.within())
        .map(range -> "within " + range)
        .orElseGet(
            () ->
                "within both %s and %s, which have no address in common"
                    .formatted(
                        request.within(),
                        room.options().intersect(room.destinations()).orElse(room.options())));
  }

  private String nearest() {
    String nearest =
        room.free().subtract(taken).intersect(request.within()).ranges().stream()
            .sorted((a, b) -> Long.compareUnsigned(b.size(), a.size()))
            .limit(NEAR_MISSES)
            .map(range -> "%s of %s".formatted(range, Size.both(range.size())))
            .collect(Collectors.joining(", "));
    return nearest.isEmpty() ? "nothing is free there" : "nearest came " + nearest;
  }

  /**
   * {@return the smallest sets of limits without which the segment would fit; all of equal size and
   * equally good, and none if lifting all limits does not suffice}
   */
  private List<Set<Limit>> binding() {
    List<Set<Limit>> sets =
        IntStream.range(1, 1 << Limit.values().length).mapToObj(NoPlace::set).toList();
    for (int number = 1; number <= Limit.values().length; number++) {
      int wanted = number;
      List<Set<Limit>> enough =
          sets.stream().filter(s -> s.size() == wanted && hole(s).isPresent()).toList();
      if (!enough.isEmpty()) {
        return worthTelling(enough);
      }
    }
    return List.of();
  }

  /**
   * What the user set is the easiest to change, and another machine the hardest. A larger crash
   * region has room for the image's other segments too.
   */
  private static List<Set<Limit>> worthTelling(List<Set<Limit>> enough) {
    Set<Limit> options = EnumSet.of(Limit.OPTIONS);
    if (enough.contains(options)) {
      return List.of(options);
    }
    List<Set<Limit>> left = new ArrayList<>(enough);
    for (Limit last : List.of(Limit.MEMORY, Limit.RECEIVER)) {
      if (left.stream().anyMatch(set -> !set.contains(last))) {
        left.removeIf(set -> set.contains(last));
      }
    }
    return left;
  }

  private static Set<Limit> set(int bits) {
    Limit[] all = Limit.values();
    return IntStream.range(0, all.length)
        .filter(i -> (bits >> i & 1) != 0)
        .mapToObj(i -> all[i])
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Limit.class)));
  }

  /** {@return the place that the segment would get without some limits} */
  Optional<Range<MachineAddress>> hole(Set<Limit> lifted) {
    return wanted(lifted).flatMap(free(lifted)::findHole);
  }

  private Optional<HoleRequest<MachineAddress>> wanted(Set<Limit> lifted) {
    return Placer.hole(
        request, lifted.contains(Limit.RULE) ? EVERYWHERE : request.within(), pages());
  }

  private RangeSet<MachineAddress> free(Set<Limit> lifted) {
    RangeSet<MachineAddress> free = room.without(lifted);
    return lifted.contains(Limit.IMAGE) ? free : free.subtract(taken);
  }

  private String reasons(List<Set<Limit>> binding) {
    String reasons =
        binding.stream()
            .flatMap(Set::stream)
            .distinct()
            .sorted()
            .map(this::reason)
            .collect(Collectors.joining(", and "));
    return reasons.isEmpty() ? "" : ": " + reasons;
  }

  private String reason(Limit limit) {
    return switch (limit) {
      case OPTIONS -> options();
      case RULE -> request.rule().reason();
      case CRASH_REGION -> crashRegion();
      case IMAGE -> "the image's other segments have the rest";
      case RECEIVER -> receiver();
      case MEMORY -> "the memory map has no such piece of RAM";
    };
  }

  private String options() {
    return Stream.of(
            room.options().start().value() == 0 ? "" : "--mem-min is " + room.options().start(),
            room.options().end().value() == -1 ? "" : "--mem-max is " + room.options().end())
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(" and "));
  }

  private String crashRegion() {
    return isCrash()
        ? "the crash region, in which all of a crash image lies, is "
            + room.memory().crashRegion().map(Range::toString).orElse("not reserved")
        : room.memory().crashReserve() + " is reserved for a crash kernel";
  }

  private String receiver() {
    Range<MachineAddress> destinations = room.destinations();
    return destinations.contains(request.within())
        ? "the receiver keeps the rest of that memory for itself"
        : "the receiver's destinations end at " + destinations.end();
  }

  /** {@return whether the image is for the crash slot} */
  boolean isCrash() {
    return room.slot() == Slot.CRASH;
  }

  /**
   * {@return the segment's size in bytes, rounded up to whole pages, or all ones if that exceeds 64
   * bits}
   */
  static long rounded(SegmentRequest request, PageSize pages) {
    return Placer.hole(request, EVERYWHERE, pages).map(HoleRequest::size).orElse(-1L);
  }

  /** {@return whether the segment has exactly one possible place} */
  boolean isFixed() {
    return request.within().size() == rounded(request, pages());
  }
}
