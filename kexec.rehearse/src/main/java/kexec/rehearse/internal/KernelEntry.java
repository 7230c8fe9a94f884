package kexec.rehearse.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.Architecture;
import kexec.api.plan.Digest;
import kexec.api.plan.EntryState;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;
import kexec.api.rehearse.Rung;
import kexec.rehearse.internal.emulator.Emulator;
import kexec.rehearse.internal.emulator.RegisterDump;

/** Puts a plan's segments into a guest and follows it to the kernel's first instruction. */
final class KernelEntry {

  /** What the entry code changes in its own memory is not the kernel's. */
  private static final Set<SegmentRole> CODE = Set.of(SegmentRole.STUB, SegmentRole.PURGATORY);

  private static final Pattern NUMBERED = Pattern.compile("r(\\d{1,2})");

  private static final Duration SLICE = Duration.ofMillis(200);

  private final Emulator emulator;
  private final Plan plan;
  private final EntryState entry;
  private final Ladder ladder;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Segment> damaged = new ArrayList<>();

  KernelEntry(Emulator emulator, Plan plan, Ladder ladder) {
    this.emulator = emulator;
    this.plan = plan;
    this.entry = plan.entry().orElseThrow();
    this.ladder = ladder;
  }

  /** {@return the segments that were not intact at the kernel's first instruction} */
  List<Segment> damaged() {
    return damaged;
  }

  /** {@return what was found to be wrong} */
  List<Finding> findings() {
    return findings;
  }

  /**
   * Writes the segments to their addresses.
   *
   * @throws IOException if the guest has no RAM there
   * @throws BadFileException if a segment's content cannot be read
   */
  void fill() throws IOException, BadFileException {
    for (Segment segment : plan.segments()) {
      emulator.ram().write(segment.memory(), segment.data());
    }
    if (plan.kernel().architecture().equals(Architecture.ARM)) {
      setRegisters();
    }
  }

  /**
   * On 32-bit Arm the receiver itself hands over the registers (Linux, arch/arm/kernel,
   * relocate_kernel.S); elsewhere the plan's own code does.
   */
  private void setRegisters() throws IOException {
    for (Map.Entry<String, Long> each : entry.registers().entrySet()) {
      Matcher numbered = NUMBERED.matcher(each.getKey());
      if (numbered.matches()) {
        emulator.setRegister(Integer.parseInt(numbered.group(1)), (int) (long) each.getValue());
      }
    }
  }

  /**
   * Lets the guest run from the jump to the kernel's first instruction, and looks at what is there.
   *
   * @param limit how long at most
   * @throws IOException if the emulator is gone
   */
  void follow(Duration limit) throws IOException {
    long first = entry.entry().value();
    long kernel = entry.kernelEntry().value();
    if (emulator.registers().instruction() != first && !runTo(first, limit)) {
      return;
    }
    ladder.reach(Rung.JUMPED);
    if (kernel == first || runTo(kernel, limit.minus(ladder.elapsed()))) {
      inspect();
    } else if (isInEntryCode()) {
      findDamaged();
    }
  }

  /** Purgatory goes no further where a segment is not as it was loaded. */
  private boolean isInEntryCode() throws IOException {
    return plan.segmentAt(new MachineAddress(emulator.registers().instruction()))
        .filter(segment -> CODE.contains(segment.role()))
        .isPresent();
  }

  private void findDamaged() {
    plan.segments().stream()
        .filter(segment -> !CODE.contains(segment.role()) && !isIntact(segment))
        .forEach(damaged::add);
  }

  /** {@return whether the guest came to an instruction} */
  boolean runTo(long address, Duration limit) throws IOException {
    emulator.setBreakpoint(address);
    emulator.resume();
    long end = System.nanoTime() + limit.toNanos();
    boolean stopped = false;
    while (!stopped && System.nanoTime() < end && !emulator.registers().isHaltedForGood()) {
      stopped = emulator.awaitStop(SLICE);
    }
    if (stopped) {
      emulator.removeBreakpoint(address);
    }
    return stopped && emulator.registers().instruction() == address;
  }

  private void inspect() throws IOException {
    RegisterDump seen = emulator.registers();
    entry.registers().entrySet().stream()
        .flatMap(planned -> compare(planned, seen).stream())
        .forEach(findings::add);
    findDamaged();
    if (findings.isEmpty() && damaged.isEmpty()) {
      ladder.reach(Rung.ENTERED);
    }
  }

  private static Optional<Finding> compare(Map.Entry<String, Long> planned, RegisterDump seen) {
    Long value =
        Stream.of(planned.getKey(), wide(planned.getKey()))
            .map(seen.values()::get)
            .filter(each -> each != null)
            .findFirst()
            .orElse(null);
    if (planned.getValue().equals(value)) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.error(
            "register-differs",
            "at the kernel's first instruction the register %s is %s, the plan says 0x%x"
                .formatted(
                    planned.getKey(),
                    value == null ? "unknown" : "0x%x".formatted(value),
                    planned.getValue()),
            "Report this: the entry code did not do what the plan says."));
  }

  /** A processor that has 64 bits shows them also while it uses 32. */
  private static String wide(String name) {
    return name.startsWith("e") ? "r" + name.substring(1) : name;
  }

  private boolean isIntact(Segment segment) {
    Digest now = emulator.ram().digest(segment.memory().start(), segment.data().size());
    return now.equals(segment.digest());
  }
}
