package kexec.rehearse.internal.cause;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.Digest;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.rehearse.Rung;

/** SeenGuests as they were seen. */
final class SeenGuests {

  static final long KERNEL = 0x100_0000;

  private SeenGuests() {}

  /** {@return the lines of a recorded console} */
  static List<String> console(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SeenGuests.class.getResourceAsStream(name + ".console"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  static Observed ended(Rung rung, GuestEnding ending, List<String> console) {
    return new Observed(
        plan(Architecture.X86_64, "console=ttyS0"),
        rung,
        ending,
        Observed.Processor.UNKNOWN,
        List.of(),
        console,
        List.of());
  }

  static Observed standing(
      Architecture architecture, Rung rung, GuestEnding ending, Observed.Processor processor) {
    return new Observed(
        plan(architecture, "console=ttyS0"),
        rung,
        ending,
        processor,
        List.of(),
        List.of(),
        List.of());
  }

  static Observed.Processor at(long rip, boolean halted, long rflags, String code) {
    return new Observed.Processor(Map.of("rip", rip, "rflags", rflags), halted, code);
  }

  static Plan plan(Architecture architecture, String commandLine) {
    byte[] content = {1, 2, 3, 4};
    return Plan.builder()
        .kernel(
            Path.of("vmlinuz"),
            4,
            new KernelFacts("bzImage", architecture, Optional.empty(), 2047, Map.of()))
        .commandLine(commandLine)
        .segments(
            List.of(
                segment(SegmentRole.KERNEL, KERNEL, content),
                segment(SegmentRole.INITRD, 0x800_0000, content)))
        .build();
  }

  private static Segment segment(SegmentRole role, long start, byte[] content) {
    return new Segment(
        role,
        Range.machine(start, start + 0x10_0000),
        SegmentData.ofBytes(content),
        new Digest("0".repeat(64)));
  }
}
