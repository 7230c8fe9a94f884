package kexec.rehearse.internal.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;

/**
 * Decides where an x86_64 plan's shim is and where the shim finds what firmware would overwrite:
 * the same plan gives the same places.
 */
final class Staging {

  private Staging() {}

  /**
   * {@return the layout of a plan that is entered by the shim}
   *
   * @param plan a plan whose segments lie below 2 to the 47th and do not overlap
   * @param attempted what the layout is for, as a gerund, for the error's text
   * @throws KexecException with the code {@code export-no-room} if there is no free RAM for the
   *     shim or for what has to be staged, or {@code export-not-mapped} if the segments are spread
   *     too widely for the shim's page tables
   */
  static Layout of(Plan plan, String attempted) throws KexecException {
    RangeSet<MachineAddress> firmware = FirmwareMemory.of(plan.memory());
    RangeSet<MachineAddress> footprint = plan.footprint();
    FreeMemory free = new FreeMemory(plan.memory(), footprint, firmware, attempted);
    Map<Segment, List<Piece>> pieces = new LinkedHashMap<>();
    plan.segments().forEach(segment -> pieces.put(segment, Piece.of(segment, firmware)));
    int moves = (int) pieces.values().stream().flatMap(List::stream).filter(Piece::isMoved).count();
    int size = size(moves, footprint, attempted);
    MachineAddress place = free.take(size, "the code that is entered first");
    Map<Segment, List<Placement>> placements = new LinkedHashMap<>();
    for (Map.Entry<Segment, List<Piece>> segment : pieces.entrySet()) {
      placements.put(segment.getKey(), placed(segment.getKey(), segment.getValue(), free));
    }
    MachineAddress jump = plan.entry().orElseThrow().entry();
    Shim shim = Shim.of(place, moves(placements), jump, footprint);
    ElfLoad first = new ElfLoad(place, SegmentData.ofBytes(shim.bytes()), shim.memory().size());
    return new Layout(shim.entry(), placements, Optional.of(first));
  }

  private static int size(int moves, RangeSet<MachineAddress> mapped, String attempted)
      throws KexecException {
    try {
      return Shim.size(moves, mapped);
    } catch (IllegalArgumentException e) {
      throw new KexecException(
          new Fault(
              "export-not-mapped",
              attempted,
              "the code that is entered first cannot map the segments: " + e.getMessage(),
              "Move the segments together with --mem-min and --mem-max."),
          e);
    }
  }

  private static List<Placement> placed(Segment segment, List<Piece> pieces, FreeMemory free)
      throws KexecException {
    List<Placement> placements = new ArrayList<>();
    for (Piece piece : pieces) {
      placements.add(
          piece.isStaged()
              ? new Placement(
                  piece, free.take(piece.content().size(), "a second place for " + segment))
              : Placement.direct(piece));
    }
    return placements;
  }

  private static List<Move> moves(Map<Segment, List<Placement>> placements) {
    return placements.values().stream()
        .flatMap(List::stream)
        .map(Placement::move)
        .flatMap(Optional::stream)
        .toList();
  }
}
