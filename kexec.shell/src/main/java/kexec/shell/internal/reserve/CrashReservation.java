package kexec.shell.internal.reserve;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;

/**
 * How much to reserve.
 *
 * @param line what to add to the command line of the running kernel, or of the hypervisor; empty if
 *     nothing is known to suffice
 * @param bytes the size; 0 if nothing is known to suffice
 * @param basis what the size is taken from, for people
 * @param alternatives other lines, with what they are for
 * @param tables what the distributions reserve, this system's first
 * @param measured what was measured, if something was
 * @param facts what is known of this system
 * @param findings what is not certain
 */
public record CrashReservation(
    String line,
    long bytes,
    String basis,
    List<Alternative> alternatives,
    List<ReservationTable> tables,
    Optional<MeasuredPeak> measured,
    ReservationFacts facts,
    List<Finding> findings) {

  /**
   * Another line.
   *
   * @param line the line
   * @param purpose when it is better
   */
  public record Alternative(String line, String purpose) {}

  /** Makes the lists unmodifiable. */
  public CrashReservation {
    alternatives = List.copyOf(alternatives);
    tables = List.copyOf(tables);
    findings = List.copyOf(findings);
  }
}
