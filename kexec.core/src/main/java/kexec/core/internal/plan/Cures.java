package kexec.core.internal.plan;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import kexec.api.boot.SegmentRequest;
import kexec.api.memory.Direction;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;

/**
 * The cures for a segment that does not fit.
 *
 * @param failure the segment
 * @param image all segments of its image, including this one
 */
record Cures(NoPlace failure, List<SegmentRequest> image) {

  private static final long MIB = 1L << 20;
  private static final long FOUR_GIB = 1L << 32;

  /**
   * {@return all cures in one text}
   *
   * @param binding the sets of limits, one of which has to be lifted
   */
  String text(List<Set<Limit>> binding) {
    String text =
        binding.stream()
            .map(this::cure)
            .filter(cure -> !cure.isEmpty())
            .distinct()
            .collect(Collectors.joining(", or "));
    String some = text.isEmpty() ? smaller() : text;
    return Character.toUpperCase(some.charAt(0)) + some.substring(1) + ".";
  }

  /** If memory is one of the limits, nothing else helps without a smaller file. */
  private String cure(Set<Limit> lifted) {
    return (lifted.contains(Limit.MEMORY) ? EnumSet.of(Limit.MEMORY) : lifted)
        .stream()
            .sorted()
            .map(limit -> cure(limit, lifted))
            .filter(cure -> !cure.isEmpty())
            .distinct()
            .collect(Collectors.joining(", and "));
  }

  private String cure(Limit limit, Set<Limit> lifted) {
    return switch (limit) {
      case OPTIONS -> options(lifted);
      case RULE -> failure.request().rule().cure();
      case CRASH_REGION -> failure.isCrash() ? region(lifted) : reserve(lifted);
      case IMAGE -> smaller();
      case RECEIVER -> smaller() + ", or another machine";
      case MEMORY -> smaller() + ", or a machine with more memory";
    };
  }

  private String smaller() {
    return switch (failure.request().role()) {
      case INITRD -> "use a smaller initrd";
      case MODULE -> "use smaller modules";
      case KERNEL -> "use a smaller kernel";
      default -> "use smaller files";
    };
  }

  /** The nearest hole outside the options, with room for the image's other segments beside it. */
  private String options(Set<Limit> lifted) {
    Range<MachineAddress> now = failure.room().options();
    RangeSet<MachineAddress> beyond =
        failure.room().without(lifted).intersect(Range.machine(now.start().value(), -1L));
    Optional<Range<MachineAddress>> above =
        now.end().value() == -1 ? Optional.empty() : hole(beyond, Direction.LOWEST, lifted);
    if (above.isPresent()) {
      return above(above.get());
    }
    RangeSet<MachineAddress> below =
        failure.room().without(lifted).intersect(Range.machine(0, now.end().value()));
    return hole(below, Direction.HIGHEST, lifted)
        .map(this::below)
        .orElse("leave --mem-min and --mem-max out");
  }

  private Optional<Range<MachineAddress>> hole(
      RangeSet<MachineAddress> room, Direction direction, Set<Limit> lifted) {
    RangeSet<MachineAddress> free =
        lifted.contains(Limit.IMAGE) ? room : room.subtract(failure.taken());
    Range<MachineAddress> within =
        lifted.contains(Limit.RULE) ? Range.machine(0, -1L) : failure.request().within();
    return Placer.hole(failure.request(), within, failure.pages())
        .map(
            hole ->
                new HoleRequest<>(hole.size(), hole.alignment(), hole.offset(), within, direction))
        .flatMap(free::findHole);
  }

  private String above(Range<MachineAddress> hole) {
    long end = saturated(hole.end().value(), others());
    return "set --mem-max to 0x%x or more, or leave it out".formatted(end);
  }

  private String below(Range<MachineAddress> hole) {
    long start = hole.start().value();
    long others = others();
    long lowest = Long.compareUnsigned(others, start) < 0 ? start - others : 0;
    return "set --mem-min to 0x%x or less, or leave it out"
        .formatted(lowest & -failure.pages().bytes());
  }

  private String region(Set<Limit> lifted) {
    Range<MachineAddress> region = failure.room().memory().crashRegion().orElseThrow();
    Range<MachineAddress> within = failure.request().within();
    Range<MachineAddress> place = failure.hole(lifted).orElseThrow();
    if (lifted.contains(Limit.RULE) || region.equals(region.intersect(within).orElse(null))) {
      return larger();
    }
    if (failure.isFixed()) {
      return region.contains(place)
          ? larger()
          : "boot the running kernel with crashkernel=SIZE@0x%x so that the crash region contains %s, which the running kernel must not use itself"
              .formatted(place.start().value() & -MIB, place);
    }
    boolean tooHigh =
        Long.compareUnsigned(region.start().value(), FOUR_GIB) >= 0
            && Long.compareUnsigned(within.end().value(), FOUR_GIB) <= 0;
    return "boot the running kernel with crashkernel=%sM@OFFSET%s so that so much of the crash region lies within %s"
        .formatted(megabytes(), tooHigh ? " and without \",high\"" : "", within);
  }

  private String larger() {
    return "reserve more with crashkernel= on the running kernel's command line: the image alone takes %sM, and the crash kernel needs memory to run in"
        .formatted(megabytes());
  }

  private String reserve(Set<Limit> lifted) {
    return "boot the running kernel with a crash region that leaves %s free (crashkernel=SIZE@OFFSET)"
        .formatted(failure.hole(lifted).orElseThrow());
  }

  /**
   * {@return the MiB that the whole image needs, including the possible cost of this segment's
   * alignment}
   */
  private long megabytes() {
    long all = saturated(others(), NoPlace.rounded(failure.request(), failure.pages()));
    long aligned = saturated(all, Placer.alignment(failure.request(), failure.pages()));
    return Long.divideUnsigned(aligned, MIB) + 1;
  }

  @SuppressWarnings("ReferenceEquality") // another segment may have an equal request
  private long others() {
    return image.stream()
        .filter(request -> request != failure.request())
        .mapToLong(request -> NoPlace.rounded(request, failure.pages()))
        .reduce(0, Cures::saturated);
  }

  private static long saturated(long a, long b) {
    return Long.compareUnsigned(a + b, a) < 0 ? -1L : a + b;
  }
}
