package kexec.rehearse.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.memory.Direction;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.Plan;
import kexec.api.plan.SegmentRole;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalReport.CrashRehearsal;
import kexec.api.rehearse.RehearsalReport.Stuck;
import kexec.api.rehearse.RehearsalRequest;
import kexec.api.rehearse.Rung;
import kexec.linux.KernelCommandLine;
import kexec.rehearse.internal.cause.LikelyCause;
import kexec.rehearse.internal.cause.Observed;
import kexec.rehearse.internal.emulator.Emulator;
import kexec.rehearse.internal.emulator.RamWindow;
import kexec.rehearse.internal.emulator.RegisterDump;
import kexec.rehearse.internal.export.Shim;
import kexec.rehearse.internal.export.ShimFile;
import kexec.rehearse.internal.init.InitReport;
import kexec.rehearse.internal.kernel.KernelLog;
import kexec.rehearse.internal.kernel.KernelSymbols;
import kexec.rehearse.internal.machine.Differences;
import kexec.rehearse.internal.machine.Stage;

/** One boot of one plan in one emulator. For one thread. */
final class Performance {

  private static final Duration FIRMWARE = Duration.ofSeconds(60);

  /** Below it firmware and its tables lie. */
  private static final long LOWEST = 1L << 20;

  private static final long FOUR_GIB = 1L << 32;

  /** The longest instruction of x86 (Intel SDM, volume 2, section 2.3.11). */
  private static final int INSTRUCTION = 15;

  /** The last lines of the kernel's log that are reported. */
  private static final int LOG = 60;

  private static final String UNPACKED_BADLY = "rehearsal-initrd-damaged";

  private final RehearsalRequest request;
  private final Stage stage;
  private final Plan plan;
  private final OwnInit own;
  private final RehearsalListener listener;
  private final Ladder ladder;

  /**
   * Prepares a boot.
   *
   * @param request what is to be rehearsed
   * @param stage where
   * @param plan what is booted there
   * @param own the rehearsal's own init in it
   * @param listener is told the progress
   */
  Performance(
      RehearsalRequest request, Stage stage, Plan plan, OwnInit own, RehearsalListener listener) {
    this.request = request;
    this.stage = stage;
    this.plan = plan;
    this.own = own;
    this.listener = listener;
    this.ladder = new Ladder(listener);
  }

  /**
   * Boots, and watches.
   *
   * @param directory for the emulator's files; removed with it
   * @return what happened
   * @throws IOException if the emulator cannot be started, or is gone
   * @throws KexecException if a segment cannot be read, or nothing can start the image
   * @throws InterruptedException if the thread is interrupted
   */
  RehearsalReport run(Path directory) throws IOException, KexecException, InterruptedException {
    listener.step("starting the emulator");
    Optional<Shim> shim = isPc() ? Optional.of(shim()) : Optional.empty();
    List<String> boot = boot(shim, directory);
    try (Emulator emulator = Emulator.start(stage.machine(), boot, directory, listener::console)) {
      try {
        return perform(emulator, shim);
      } catch (IOException e) {
        throw emulator.explained(e);
      }
    }
  }

  private boolean isPc() {
    return plan.kernel().architecture().equals(Architecture.X86_64);
  }

  private static List<String> boot(Optional<Shim> shim, Path directory, long entry)
      throws KexecException {
    if (shim.isEmpty()) {
      return List.of("-device", "loader,addr=0x%x,cpu-num=0".formatted(entry));
    }
    Path file = directory.resolve("shim");
    ShimFile.write(shim.get(), file);
    return List.of("-kernel", file.toString());
  }

  private List<String> boot(Optional<Shim> shim, Path directory) throws KexecException {
    return boot(shim, directory, plan.entry().orElseThrow().entry().value());
  }

  /** The shim lies where nothing else is: it is used once, after the firmware. */
  private Shim shim() throws KexecException {
    MachineAddress jump = plan.entry().orElseThrow().entry();
    RangeSet<MachineAddress> mapped = plan.footprint().union(RangeSet.of(Range.ofSize(jump, 1)));
    RangeSet<MachineAddress> taken = plan.footprint().union(own.props().memory());
    RangeSet<MachineAddress> ram =
        RangeSet.of(stage.machine().windows().stream().map(RamWindow::memory).toList());
    return ram.subtract(taken)
        .findHole(
            new HoleRequest<>(
                Shim.size(0, mapped), 4096, Range.machine(LOWEST, FOUR_GIB), Direction.LOWEST))
        .map(hole -> Shim.of(hole.start(), List.of(), jump, mapped))
        .orElseThrow(
            () ->
                new KexecException(
                    new Fault(
                        "rehearsal-no-room",
                        "rehearsing " + plan,
                        "the segments leave no memory free below 4 GiB",
                        "Plan for a machine with more memory.")));
  }

  private RehearsalReport perform(Emulator emulator, Optional<Shim> shim)
      throws IOException, KexecException, InterruptedException {
    Entry entry = new Entry(emulator, plan, ladder);
    if (shim.isPresent()) {
      listener.step("running the firmware");
      if (!entry.runTo(shim.get().entry().value(), FIRMWARE)) {
        throw new IOException("the emulator's firmware did not start the image");
      }
    }
    listener.step("filling the memory");
    entry.fill();
    own.props().write(emulator.ram());
    listener.step("booting");
    ladder.jump();
    entry.follow(request.timeout());
    emulator.run();
    Rung proved = request.goal() == RehearsalGoal.MARKER ? Rung.MARKER : Rung.INIT;
    Evidence evidence = new Evidence(ladder, new KernelLog(emulator.ram()), marker(), proved);
    Ending ending =
        new Watch(emulator, request, ladder, evidence, () -> own.isComplete(evidence.all())).run();
    return report(emulator, entry, evidence, ending);
  }

  private Optional<String> marker() {
    return request
        .marker()
        .or(
            () ->
                own.options()
                    .map(told -> "jkexec-rehearsal: 1 %016x started".formatted(told.token())));
  }

  private RehearsalReport report(Emulator emulator, Entry entry, Evidence evidence, Ending ending)
      throws IOException {
    boolean alive = emulator.isAlive();
    boolean reached = ending == Ending.GOAL && entry.damaged().isEmpty();
    List<String> log = reached || !alive ? List.of() : evidence.log();
    Optional<RegisterDump> registers = alive ? Optional.of(emulator.registers()) : Optional.empty();
    Observed.Processor processor =
        registers.isPresent() ? processor(emulator, registers.get()) : Observed.Processor.UNKNOWN;
    List<String> console = emulator.console().last();
    List<Finding> findings = new ArrayList<>(entry.findings());
    List<Finding> causes =
        LikelyCause.of(
            new Observed(
                plan,
                ladder.highest(),
                ending.observed(),
                processor,
                entry.damaged(),
                reached ? evidence.all() : console,
                log));
    causes.stream()
        .filter(cause -> !reached || !cause.isError() || cause.code().equals(UNPACKED_BADLY))
        .forEach(findings::add);
    Optional<CrashRehearsal> crash =
        own.props().notes().isEmpty() || !alive
            ? Optional.empty()
            : own.report(evidence.all())
                .map(told -> CrashVerdict.of(plan, emulator.ram(), own, told));
    if (reached) {
      crash.map(CrashVerdict::findings).ifPresent(findings::addAll);
      own.report(evidence.all()).flatMap(this::notExecuted).ifPresent(findings::add);
      rootNotTried().ifPresent(findings::add);
    }
    return new RehearsalReport(
        plan,
        Differences.between(request.plan(), plan),
        request.goal(),
        ladder.highest(),
        ladder.times(),
        ending.text(),
        findings,
        emulator(emulator, alive),
        reached ? Optional.empty() : registers.map(seen -> stuck(emulator, seen)),
        console,
        log.subList(Math.max(0, log.size() - LOG), log.size()),
        crash);
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

  private RehearsalReport.Emulator emulator(Emulator emulator, boolean alive) {
    return new RehearsalReport.Emulator(
        emulator.version(),
        stage.machine().type(),
        stage.machine().cpu(),
        stage.machine().accelerator(),
        stage.machine().bytes(),
        alive ? emulator.ram().used().size() : 0,
        stage.verbatim(),
        emulator.command());
  }

  /** The rehearsal's own init proves that programs run, but not that the image has one. */
  private Optional<Finding> notExecuted(InitReport told) {
    boolean initrd = !request.plan().rangesOf(SegmentRole.INITRD).isEmpty();
    if (told.ending() != InitReport.Ending.EXEC_FAILED || !initrd) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.error(
            "rehearsal-init-missing",
            "The image's own init could not be executed after the rehearsal's.",
            "Check that the initrd has an executable /init for this architecture, or name another"
                + " one with rdinit=."));
  }

  /** What the first program looks for is not in an emulator without disks. */
  private Optional<Finding> rootNotTried() {
    return KernelCommandLine.parse(plan.commandLine())
        .valueOf("root")
        .map(
            root ->
                Finding.info(
                    "rehearsal-root-not-tried",
                    "The emulator has no disk: whether root=%s is there was not tried."
                        .formatted(root)));
  }
}
