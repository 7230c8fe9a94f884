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

/** Records to test with. */
final class Records {

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
                Optional.of(Instant.parse("2026-01-02T03:04:06Z")))));
  }

  static LoadRecord of(String receiver, Slot slot) {
    PlanRequest request = request(slot);
    return new LoadRecord(
        receiver,
        request,
        "0123",
        new ImageRecord(
            request.kernel(),
            request.initrds(),
            "final line",
            5L << 32,
            4,
            Instant.parse("2026-01-02T03:04:05.678901234Z"),
            Optional.of(LoadMethod.FILES)),
        Optional.of("image 7"),
        "2 processors",
        true);
  }
}
