package kexec.rehearse.internal.export;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;

/**
 * A plan as a loader places and enters it.
 *
 * @param entry where the loader enters it
 * @param placements where each segment's pieces are loaded, by ascending planned address
 * @param first the code that the loader enters; empty if it enters the plan itself
 */
record Layout(
    MachineAddress entry, Map<Segment, List<Placement>> placements, Optional<ElfLoad> first) {

  /**
   * {@return the layout of a plan that a loader places and enters as it is}
   *
   * @param plan a loadable plan
   */
  static Layout direct(Plan plan) {
    Map<Segment, List<Placement>> placements = new LinkedHashMap<>();
    for (Segment segment : plan.segments()) {
      List<Piece> whole = Piece.of(segment, RangeSet.empty());
      placements.put(segment, whole.stream().map(Placement::direct).toList());
    }
    return new Layout(plan.entry().orElseThrow().entry(), placements, Optional.empty());
  }

  /** {@return what the loader places: ascending, not overlapping} */
  List<ElfLoad> loads() {
    List<ElfLoad> loads = new ArrayList<>();
    all().map(Placement::load).flatMap(Optional::stream).forEach(loads::add);
    first.ifPresent(loads::add);
    loads.sort(Comparator.comparing(ElfLoad::address));
    return List.copyOf(loads);
  }

  /** {@return the planned places of what is loaded elsewhere, ascending} */
  List<Range<MachineAddress>> staged() {
    return all().map(Placement::piece).filter(Piece::isStaged).map(Piece::memory).toList();
  }

  private Stream<Placement> all() {
    return placements.values().stream().flatMap(List::stream);
  }
}
