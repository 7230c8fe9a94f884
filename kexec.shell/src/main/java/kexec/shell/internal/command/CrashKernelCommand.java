package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.text.FileName;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.PlanOptions;
import kexec.shell.internal.args.RehearsalOptions;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.json.ReservationJson;
import kexec.shell.internal.json.SavedRehearsals;
import kexec.shell.internal.reserve.CrashReservation;
import kexec.shell.internal.reserve.FactsReader;
import kexec.shell.internal.reserve.MeasuredPeak;
import kexec.shell.internal.reserve.ReservationAdvice;
import kexec.shell.internal.reserve.ReservationFacts;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.ReservationText;

/** Tells how much memory to reserve for a crash kernel. */
public final class CrashKernelCommand implements Command<CrashReservation> {

  private static final Option REHEARSE =
      Option.flag(
          "Rehearse KERNEL as a crash kernel, and measure what it needs; without --memory-map on a PC"
              + " with 4 GiB of RAM and a crash region of 256 MiB.",
          "--rehearse");

  private static final Option MEASURED =
      Option.value(
          "FILE",
          "What a crash image's rehearsal measured: jkexec rehearse -p --json.",
          "--measured");

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "crashkernel",
          "Tell how much memory to reserve for a crash kernel, as a line for the kernel's command line,"
              + " and where that belongs. Needs no privileges. Without a measurement it is what the"
              + " distribution's table says.",
          List.of(new Syntax.Parameter("KERNEL", "The crash kernel to rehearse.", false)),
          Syntax.join(
              List.of(REHEARSE, MEASURED), Syntax.join(PlanOptions.ALL, RehearsalOptions.ALL)),
          List.of(
              "crashkernel",
              "crashkernel --rehearse /boot/vmlinuz-kdump --initrd=/boot/kdump.img",
              "crashkernel --measured=rehearsal.json"));

  private final Optional<Path> kernel;
  private final Optional<Path> measured;
  private final PlanOptions options;
  private final RehearsalOptions how;

  /**
   * Creates the command.
   *
   * @param arguments its arguments
   * @throws UsageException if a value makes no sense, or options conflict
   */
  public CrashKernelCommand(Arguments arguments) throws UsageException {
    boolean rehearses = arguments.has(REHEARSE);
    if (rehearses != arguments.hasParameter(0)) {
      throw new UsageException(
          rehearses
              ? "KERNEL is missing: --rehearse needs one"
              : "KERNEL is for --rehearse: give that too");
    }
    measured = arguments.path(MEASURED);
    if (rehearses && measured.isPresent()) {
      throw new UsageException("options --rehearse and --measured exclude each other");
    }
    Optional<Option> given =
        PlanOptions.givenBesidesSlot(arguments).or(() -> RehearsalOptions.given(arguments));
    if (!rehearses && given.isPresent()) {
      throw new UsageException(given.get() + " is for a rehearsal: give --rehearse KERNEL too");
    }
    kernel = rehearses ? Optional.of(arguments.parameter(0)) : Optional.empty();
    options = new PlanOptions(arguments);
    how = new RehearsalOptions(arguments);
  }

  @Override
  public CrashReservation call(CommandContext bench) throws KexecException {
    ReservationFacts facts = new FactsReader(bench.linux().root(), bench.linux()).read();
    if (measured.isPresent()) {
      return ReservationAdvice.of(facts, Optional.of(SavedRehearsals.read(measured.get())));
    }
    return ReservationAdvice.of(
        facts, kernel.isPresent() ? rehearse(kernel.get(), bench) : Optional.empty());
  }

  /** A machine that reserves nothing yet has no room to plan a crash image in. */
  private Optional<MeasuredPeak> rehearse(Path file, CommandContext bench) throws KexecException {
    PlanRequest.Builder asked = options.request(file, bench.linux()).slot(Slot.CRASH);
    Optional<MemoryMap> named = asked.build().memoryMap();
    PlanRequest request =
        asked.memoryMap(named.isPresent() ? named.get() : BuiltInMachine.memory()).build();
    bench.progress().step("planning " + FileName.of(file));
    Plan plan = bench.kexec().plan(request, bench.progress());
    RehearsalReport report = bench.rehearse(how.request(plan, request, bench.kexec()), false);
    return report.crash().map(crash -> SavedRehearsals.of(report, crash));
  }

  @Override
  public Optional<Path> kernel() {
    return kernel;
  }

  @Override
  public void show(CrashReservation reservation, Page page) {
    ReservationText.write(reservation, page);
  }

  @Override
  public JsonElement json(CrashReservation reservation) {
    return ReservationJson.of(reservation);
  }
}
