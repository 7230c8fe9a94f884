package kexec.itest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.plan.Plan;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.Rung;

/** Rehearsals without an emulator. */
final class SampleRehearsal {

  private SampleRehearsal() {}

  static RehearsalReport of(Plan plan, Rung rung) {
    return new RehearsalReport(
        plan,
        List.of(),
        RehearsalGoal.INIT,
        rung,
        Map.of(),
        "the time was over",
        List.of(),
        new RehearsalReport.Emulator("none", "none", "none", "none", 1, 1, true, List.of()),
        Optional.empty(),
        List.of(),
        List.of(),
        Optional.empty());
  }
}
