package kexec.shell.internal.text;

import java.util.ArrayList;
import java.util.List;
import kexec.api.text.Size;
import kexec.shell.internal.reserve.CrashReservation;
import kexec.shell.internal.reserve.ReservationFacts;
import kexec.shell.internal.reserve.ReservationRanges;
import kexec.shell.internal.reserve.ReservationTable;

/** Formats how much to reserve for a crash kernel. */
public final class ReservationText {

  private ReservationText() {}

  /**
   * Writes the advice; the line to paste comes first.
   *
   * @param reservation the advice
   * @param page the destination
   */
  public static void write(CrashReservation reservation, Page page) {
    boolean known = !reservation.line().isEmpty();
    page.line(known ? reservation.line() : "no size is known to suffice here");
    page.fact("because", reservation.basis());
    for (CrashReservation.Alternative other : reservation.alternatives()) {
      page.fact("or", other.line());
      page.fact("", other.purpose());
    }
    if (known) {
      page.heading("where");
      reservation.facts().places().forEach(place -> place(place, page));
      if (reservation.facts().places().isEmpty()) {
        page.line("  the kernel's command line in the boot loader's configuration");
      }
    }
    page.heading("this machine");
    facts(reservation.facts(), page);
    reservation
        .measured()
        .ifPresent(
            peak ->
                page.fact(
                    "measured",
                    "%s of %s used at the peak, until %s%s"
                        .formatted(
                            Size.human(peak.peakBytes()),
                            Size.human(peak.regionBytes()),
                            peak.goal(),
                            peak.neededBytes() == 0
                                ? ""
                                : "; " + Size.human(peak.neededBytes()) + " would do")));
    page.heading("what distributions reserve");
    page.table(
        reservation.tables().stream().map(table -> row(table, reservation.facts())).toList());
    if (!reservation.findings().isEmpty()) {
      page.heading("findings").findings(reservation.findings());
    }
  }

  private static void place(ReservationFacts.Place place, Page page) {
    page.line("  " + place.file() + ", then: " + place.then());
  }

  private static List<String> row(ReservationTable table, ReservationFacts facts) {
    long size = table.ranges().sizeFor(facts.ramBytes());
    return List.of(
        table.own() ? "*" : "",
        table.name(),
        size == 0 ? "nothing here" : ReservationRanges.text(size),
        table.ranges().toString(),
        table.source());
  }

  private static void facts(ReservationFacts facts, Page page) {
    List<String> hardware = new ArrayList<>();
    hardware.add(facts.architecture());
    hardware.add(Size.human(facts.ramBytes()) + (facts.exact() ? " of RAM" : " of RAM for Linux"));
    if (facts.processors() > 0) {
      hardware.add(facts.processors() + (facts.processors() == 1 ? " processor" : " processors"));
    }
    if (facts.pageBytes() > 0) {
      hardware.add("pages of " + Size.human(facts.pageBytes()));
    }
    page.fact("hardware", String.join(", ", hardware));
    page.fact(
        "reserved now", facts.reservedBytes() == 0 ? "nothing" : Size.human(facts.reservedBytes()));
    facts
        .initrd()
        .ifPresent(
            initrd -> page.fact("initrd", initrd.file() + ", " + Size.human(initrd.bytes())));
    if (facts.xen()) {
      page.fact("hypervisor", "Xen, of which this is the first domain");
    }
  }
}
