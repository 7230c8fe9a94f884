package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.text.FileName;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.KernelOptions;
import kexec.shell.internal.args.Option;
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

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "rehearse",
          "Boot what would be loaded in an emulator, and say how far it comes. Needs no privileges"
              + " and touches nothing.",
          List.of(KernelOptions.KERNEL),
          Syntax.join(Syntax.join(KernelOptions.ALL, RehearsalOptions.ALL), List.of(CONSOLE)),
          List.of(
              "rehearse /boot/vmlinuz --initrd=/boot/initrd.img --reuse-cmdline",
              "rehearse -p /boot/vmlinuz-kdump --initrd=kdump.img --append=\"irqpoll nr_cpus=1\"",
              "rehearse vmlinuz --memory-map=server.iomem --until=kernel --console"));

  private final KernelOptions options;
  private final RehearsalOptions how;
  private final boolean console;

  /**
   * Creates the command.
   *
   * @param arguments its arguments
   * @throws UsageException if a value makes no sense, or options conflict
   */
  public RehearseCommand(Arguments arguments) throws UsageException {
    options = new KernelOptions(arguments);
    how = new RehearsalOptions(arguments);
    console = arguments.has(CONSOLE);
  }

  @Override
  public RehearsalReport call(CommandContext bench) throws KexecException {
    PlanRequest request = options.request(bench.linux());
    bench.progress().step("planning " + FileName.of(options.kernel()));
    Plan plan = bench.kexec().plan(request);
    return bench.rehearse(
        how.request(plan, request, bench.kexec()), new RehearsalSteps(bench.progress(), console));
  }

  @Override
  public Optional<Path> kernel() {
    return Optional.of(options.kernel());
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
