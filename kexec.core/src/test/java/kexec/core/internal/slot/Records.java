package kexec.core.internal.slot;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import kexec.api.ImageRecord;
import kexec.api.PlanRequest;
import kexec.api.WantedImage;
import kexec.api.memory.Range;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Slot;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.rehearse.RehearsalVerdict;
import kexec.api.rehearse.Rung;
import kexec.core.internal.host.RunningKernel;
import kexec.core.internal.policy.Requirement;

/** Records to test with. */
final class Records {

  static final RehearsalVerdict VERDICT =
      new RehearsalVerdict(
          Instant.parse("2026-01-02T03:00:00Z"),
          RehearsalGoal.INIT,
          Rung.MARKER,
          true,
          "QEMU 7.2 \"TCG\"");

  private Records() {}

  static PlanRequest request(Slot slot) {
    return PlanRequest.of(Path.of("/boot/vmlinuz 1"))
        .slot(slot)
        .initrds(List.of(Path.of("/boot/a"), Path.of("/boot/b")))
        .commandLine("root=\"x y\" ümlaut")
        .limits(Range.machine(0x1000, -2))
        .modules(List.of(new ModuleFile(Path.of("/boot/module"), "with words")))
        .method(LoadMethod.FILES)
        .entryCheck(EntryCheck.RESET)
        .commandLineReused(true)
        .build();
  }

  static Wish wish(String receiver, Slot slot) {
    return new Wish(
        request(slot),
        "0123",
        Instant.parse("2026-01-02T03:04:04Z"),
        receiver,
        Optional.of(
            new WantedImage.Loss(
                Instant.parse("2026-01-02T03:04:05Z"),
                "it was \"taken\" out",
                3,
                Optional.of(Instant.parse("2026-01-02T03:04:06Z")))),
        Optional.of(new Rehearsed(VERDICT, "89ab")));
  }

  static LoadRecord of(String receiver, Slot slot) {
    PlanRequest request = request(slot);
    return new LoadRecord(
        receiver,
        request,
        "0123",
        "89ab",
        new ImageRecord(
            request.kernel(),
            request.initrds(),
            "final line",
            5L << 32,
            4,
            Instant.parse("2026-01-02T03:04:05.678901234Z"),
            Optional.of(LoadMethod.FILES),
            Optional.of(VERDICT)),
        Optional.of("image 7"),
        "2 processors",
        Optional.of(
            new Origin(
                List.of(
                    new FileState(
                        Path.of("/boot/a"), 1L << 33, Instant.parse("2026-01-01T00:00:00Z"), 77)),
                Optional.of(new RunningKernel("6.1.0", "#1 SMP", "root=\"x y\" ümlaut")))),
        Requirement.KERNEL,
        true);
  }
}
