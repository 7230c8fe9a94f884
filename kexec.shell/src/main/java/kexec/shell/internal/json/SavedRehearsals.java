package kexec.shell.internal.json;

import java.nio.file.Path;
import kexec.api.fault.BadFileException;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalReport.CrashRehearsal;
import kexec.shell.internal.json.Node.WrongFieldException;
import kexec.shell.internal.reserve.MeasuredPeak;

/** Reads what was measured out of rehearsals' documents, which are untrusted input. */
public final class SavedRehearsals {

  private SavedRehearsals() {}

  /**
   * {@return what the rehearsal of a crash image measured}
   *
   * @param file a {@code jkexec.rehearsal/1} document
   * @throws BadFileException if it is none, or is not about a crash image
   */
  public static MeasuredPeak read(Path file) throws BadFileException {
    return new SavedDocument(file, "rehearsal", "rehearse -p", RehearsalJson.SCHEMA)
        .read(SavedRehearsals::parse);
  }

  private static MeasuredPeak parse(Node document) throws WrongFieldException {
    Node crash = document.field("crash");
    if (crash.nullable().isEmpty()) {
      throw crash.wrong("there, because the rehearsal was not of a crash image");
    }
    long needed = crash.field("neededBytes").count();
    return new MeasuredPeak(
        document.field("goal").text(),
        crash.field("peakBytes").count(),
        crash.field("regionBytes").count(),
        needed,
        needed > 0 || document.field("succeeded").flag());
  }

  /**
   * {@return what a rehearsal measured}
   *
   * @param report its report
   * @param crash what it found out about the crash image
   */
  public static MeasuredPeak of(RehearsalReport report, CrashRehearsal crash) {
    return new MeasuredPeak(
        report.goal().label(),
        crash.peakBytes(),
        crash.regionBytes(),
        crash.neededBytes(),
        crash.neededBytes() > 0 || report.succeeded());
  }
}
