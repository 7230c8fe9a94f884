package kexec.rehearse.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.machine.Admission;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Plan;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalReport.CrashRehearsal;
import kexec.api.rehearse.RehearsalReport.Stuck;
import kexec.api.rehearse.RehearsalRequest;
import kexec.api.rehearse.Rung;
import kexec.api.text.Printable;
import kexec.rehearse.internal.cause.LikelyCause;
import kexec.rehearse.internal.cause.Observed;
import kexec.rehearse.internal.emulator.Emulator;
import kexec.rehearse.internal.emulator.RegisterDump;
import kexec.rehearse.internal.init.InitReport;
import kexec.rehearse.internal.kernel.KernelSymbols;
import kexec.rehearse.internal.machine.Differences;
import kexec.rehearse.internal.machine.RehearsalTarget;

/**
 * Makes the report of a rehearsal from what its guest is at the end.
 *
 * @param request what was to be rehearsed
 * @param target where it is rehearsed
 * @param plan what was booted there
 * @param own the rehearsal's own init in it
 * @param ladder how far it came
 */
record RehearsalReporter(
    RehearsalRequest request, RehearsalTarget target, Plan plan, OwnInit own, Ladder ladder) {

  /** The longest instruction of x86 (Intel SDM, volume 2, section 2.3.11). */
  private static final int INSTRUCTION = 15;

  /** The last lines of the kernel's log that are reported. */
  private static final int LOG = 60;

  /**
   * {@return the report}
   *
   * @param emulator with the guest, which may still run
   * @param entry what was found at the kernel's entry
   * @param evidence what the kernel has said
   * @param ending how the watch over it ended
   * @throws IOException if the emulator is gone
   */
  RehearsalReport report(Emulator emulator, KernelEntry entry, Evidence evidence, Ending ending)
      throws IOException {
    boolean reached = ending == Ending.GOAL && entry.damaged().isEmpty();
    Optional<RegisterDump> registers =
        emulator.isAlive() ? Optional.of(emulator.registers()) : Optional.empty();
    // Of a large guest, finding all the memory that is used takes seconds.
    RangeSet<MachineAddress> used =
        registers.isPresent() ? emulator.ram().used() : RangeSet.of(List.of());
    List<String> console = emulator.console().last();
    List<String> log = reached || registers.isEmpty() ? List.of() : evidence.log();
    List<String> all = evidence.all();
    Optional<InitReport> reported = own.report(all);
    Optional<CrashRehearsal> crash =
        reported
            .filter(told -> registers.isPresent() && !own.planted().notes().isEmpty())
            .map(told -> CrashVerdict.of(plan, used, own, told));
    List<Finding> findings = new ArrayList<>(refused());
    findings.addAll(entry.findings());
    Observed observed =
        new Observed(
            plan,
            ladder.highest(),
            ending.observed(),
            registers.isPresent()
                ? processor(emulator, registers.get())
                : Observed.Processor.UNKNOWN,
            entry.damaged(),
            reached ? all : console,
            log);
    findings.addAll(reached ? LikelyCause.inSpiteOfSuccess(observed) : LikelyCause.of(observed));
    if (reached) {
      crash.map(CrashVerdict::findings).ifPresent(findings::addAll);
      findings.addAll(Remarks.of(request, target, reported));
    }
    return new RehearsalReport(
        plan,
        Differences.between(request.plan(), plan),
        request.goal(),
        ladder.highest(),
        ladder.times(),
        ending == Ending.EMULATOR_GONE ? gone(emulator) : ending.text(),
        findings,
        emulator(emulator, used.size()),
        reached ? Optional.empty() : registers.map(seen -> stuck(emulator, seen)),
        console,
        log.subList(Math.max(0, log.size() - LOG), log.size()),
        crash);
  }

  private static String gone(Emulator emulator) {
    String said = Printable.of(emulator.messages().replace('\n', ' '));
    return Ending.EMULATOR_GONE.text() + (said.isEmpty() ? "" : ": " + said);
  }

  /** No receiver would take a plan with these, whatever an emulator makes of it. */
  private List<Finding> refused() {
    return Admission.check(plan, ReceiverRules.builder().build(), plan.memory()).stream()
        .filter(Finding::isError)
        .toList();
  }

  private static Observed.Processor processor(Emulator emulator, RegisterDump seen)
      throws IOException {
    ByteBuffer code =
        emulator
            .translate(seen.instruction())
            .map(address -> emulator.ram().read(address, INSTRUCTION))
            .orElse(ByteBuffer.allocate(0));
    byte[] bytes = new byte[code.remaining()];
    code.get(bytes);
    return new Observed.Processor(seen.values(), seen.isHalted(), HexFormat.of().formatHex(bytes));
  }

  private Stuck stuck(Emulator emulator, RegisterDump seen) {
    MachineAddress at = new MachineAddress(seen.instruction());
    Optional<String> symbol =
        ladder.has(Rung.RUNNING)
            ? KernelSymbols.find(emulator.ram()).flatMap(names -> names.at(at.value()))
            : Optional.empty();
    return new Stuck(seen.values(), plan.segmentAt(at).map(Object::toString), symbol);
  }

  private RehearsalReport.Emulator emulator(Emulator emulator, long used) {
    return new RehearsalReport.Emulator(
        emulator.version(),
        target.machine().type(),
        target.machine().cpu(),
        target.machine().accelerator(),
        target.machine().bytes(),
        used,
        target.verbatim(),
        emulator.command());
  }
}
