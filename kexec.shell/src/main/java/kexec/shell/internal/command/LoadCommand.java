package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.text.FileName;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.ChosenImage;
import kexec.shell.internal.args.KernelOptions;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.RehearsalOptions;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.result.Loaded;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;
import org.jspecify.annotations.Nullable;

/** Plans and loads an image, and has it rehearsed first if that is wanted. */
public final class LoadCommand implements Command<Loaded> {

  private static final Option REHEARSE =
      Option.flag(
          "Boot the plan in an emulator first, and load it only if that succeeds; the options that"
              + " follow are for that.",
          "--rehearse");

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "load",
          "Plan, and hand the image to the machine's receiver. -l is the same.",
          List.of(KernelOptions.KERNEL),
          Syntax.join(KernelOptions.ALL, Syntax.join(List.of(REHEARSE), RehearsalOptions.ALL)),
          List.of(
              "load /boot/vmlinuz --initrd=/boot/initrd.img --reuse-cmdline",
              "load /boot/vmlinuz --initrd=/boot/initrd.img --reuse-cmdline --rehearse --until=init",
              "load --entry=default",
              "load -p /boot/vmlinuz-kdump --initrd=/boot/kdump.img --append=irqpoll",
              "-l /boot/vmlinuz --append \"root=/dev/sda1 ro\""));

  private final KernelOptions options;
  private final Optional<RehearsalOptions> rehearsal;

  /**
   * Creates the command.
   *
   * @param arguments its arguments
   * @throws UsageException if a value makes no sense, or options conflict
   */
  public LoadCommand(Arguments arguments) throws UsageException {
    options = new KernelOptions(arguments);
    if (options.isForAnotherMachine()) {
      throw new UsageException("--memory-map is for plans of other machines: it cannot be loaded");
    }
    rehearsal = rehearsal(arguments);
  }

  private static Optional<RehearsalOptions> rehearsal(Arguments arguments) throws UsageException {
    if (arguments.has(REHEARSE)) {
      return Optional.of(new RehearsalOptions(arguments));
    }
    Optional<Option> given = RehearsalOptions.given(arguments);
    if (given.isPresent()) {
      throw new UsageException(given.get() + " is for a rehearsal: give --rehearse too");
    }
    return Optional.empty();
  }

  @Override
  public Loaded call(CommandContext bench) throws KexecException {
    ChosenImage image = options.image(bench.linux(), bench::entries);
    PlanRequest request = image.request();
    if (rehearsal.isPresent()) {
      return rehearse(image, rehearsal.get(), bench);
    }
    bench.progress().step("loading " + FileName.of(request.kernel()));
    return new Loaded(
        image.told(bench.kexec().load(request, Optional.empty(), bench.progress())),
        Optional.empty());
  }

  private Loaded rehearse(ChosenImage image, RehearsalOptions how, CommandContext bench)
      throws KexecException {
    PlanRequest request = image.request();
    // Known before the plan is made, which may take long.
    bench.rehearsal();
    bench.progress().step("planning " + FileName.of(request.kernel()));
    AtomicReference<@Nullable RehearsalReport> made = new AtomicReference<>();
    Plan plan =
        bench
            .kexec()
            .load(
                request,
                Optional.of(
                    planned -> {
                      RehearsalReport report =
                          bench.rehearse(how.request(planned, request, bench.kexec()), false);
                      made.set(report);
                      bench.progress().step("loading " + FileName.of(request.kernel()));
                      return report;
                    }),
                bench.progress());
    return new Loaded(image.told(plan), Optional.ofNullable(made.get()));
  }

  @Override
  public Optional<Path> kernel() {
    return options.kernel();
  }

  @Override
  public Optional<Plan> loaded(Loaded loaded) {
    return Optional.of(loaded.plan());
  }

  @Override
  public void show(Loaded loaded, Page page) {
    Texts.loaded(loaded, page);
  }

  @Override
  public JsonElement json(Loaded loaded) {
    return Documents.loaded(loaded);
  }
}
