package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.text.FileName;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.KernelOptions;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.PlanOptions;
import kexec.shell.internal.args.RehearsalOptions;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.json.RehearsalJson;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.RehearsalText;

/** Boots a plan in an emulator. */
public final class RehearseCommand implements Command<RehearsalReport> {

  private static final Option CONSOLE =
      Option.flag("Show what the guest writes to its console while it runs.", "--console");

  private static final Option LOADED =
      Option.flag(
          "Rehearse the image that is loaded, with -p the crash image, instead of a KERNEL; it is"
              + " planned again from the files that it was made of, if they have not changed.",
          "--loaded");

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "rehearse",
          "Boot what would be loaded in an emulator, and say how far it comes. Needs no privileges"
              + " and touches nothing.",
          List.of(
              new Syntax.Parameter(
                  "KERNEL", "The kernel file; none with --loaded or --entry.", false)),
          Syntax.join(
              Syntax.join(KernelOptions.ALL, RehearsalOptions.ALL), List.of(LOADED, CONSOLE)),
          List.of(
              "rehearse /boot/vmlinuz --initrd=/boot/initrd.img --reuse-cmdline",
              "rehearse -p /boot/vmlinuz-kdump --initrd=kdump.img --append=\"irqpoll nr_cpus=1\"",
              "rehearse --loaded -p",
              "rehearse vmlinuz --memory-map=server.iomem --until=kernel --console"));

  private final Optional<KernelOptions> options;
  private final Slot slot;
  private final Optional<String> machine;
  private final RehearsalOptions how;
  private final boolean console;

  /**
   * Creates the command.
   *
   * @param arguments its arguments
   * @throws UsageException if a value makes no sense, or options conflict
   */
  public RehearseCommand(Arguments arguments) throws UsageException {
    boolean loaded = arguments.has(LOADED);
    if (loaded) {
      requireAlone(arguments);
    }
    options = loaded ? Optional.empty() : Optional.of(new KernelOptions(arguments));
    slot = PlanOptions.slot(arguments);
    machine = arguments.value(KernelOptions.MACHINE);
    how = new RehearsalOptions(arguments);
    console = arguments.has(CONSOLE);
  }

  private static void requireAlone(Arguments arguments) throws UsageException {
    Optional<Option> other = PlanOptions.givenBesidesSlot(arguments);
    if (other.isPresent() || arguments.hasParameter(0)) {
      throw new UsageException(
          "--loaded rehearses the image as it was loaded: leave out "
              + other.map(Option::toString).orElse("KERNEL"));
    }
  }

  @Override
  public RehearsalReport call(CommandContext bench) throws KexecException {
    PlanRequest request =
        options.isPresent()
            ? options.get().request(bench.linux(), bench::entries)
            : LoadedRequest.request(bench.kexec(), slot, machine);
    bench.progress().step("planning " + FileName.of(request.kernel()));
    Plan plan = bench.kexec().plan(request, bench.progress());
    return bench.rehearse(how.request(plan, request, bench.kexec()), console);
  }

  @Override
  public Optional<Path> kernel() {
    return options.flatMap(KernelOptions::kernel);
  }

  @Override
  public void show(RehearsalReport report, Page page) {
    RehearsalText.write(report, page);
  }

  @Override
  public JsonElement json(RehearsalReport report) {
    return RehearsalJson.of(report);
  }

  @Override
  public int exitStatus(RehearsalReport report) {
    return report.succeeded() ? 0 : 1;
  }
}
