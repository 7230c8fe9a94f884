package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.text.FileName;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.KernelOptions;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.PictureOptions;
import kexec.shell.internal.args.PlanOptions;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.compare.Comparer;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.json.SavedPlans;
import kexec.shell.internal.result.Difference;
import kexec.shell.internal.result.PlanComparison;
import kexec.shell.internal.result.SavedPlan;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;
import org.jspecify.annotations.Nullable;

/** Shows the differences between two plans. */
public final class CompareCommand implements Command<PlanComparison> {

  private static final Option MACHINE =
      KernelOptions.machine("The machine to plan kernels for; by default the best one present.");

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "compare",
          "Tell in what two plans differ. A and B are saved plans (jkexec plan --json) or kernel files,"
              + " which are planned with the options given. The exit status is 0, equal or not.",
          List.of(
              new Syntax.Parameter("A", "The first plan or kernel."),
              new Syntax.Parameter("B", "The second plan or kernel.")),
          Syntax.join(PlanOptions.ALL, Syntax.join(List.of(MACHINE), PictureOptions.ALL)),
          List.of(
              "compare yesterday.json today.json",
              "compare yesterday.json today.json --html=difference.html",
              "compare saved.json /boot/vmlinuz --initrd=/boot/initrd.img --reuse-cmdline"));

  private final Path a;
  private final Path b;
  private final PlanOptions options;
  private final Optional<String> machine;
  private final PictureOptions pictures;
  private @Nullable Path planning;

  /**
   * Creates the command.
   *
   * @param arguments its arguments
   * @throws UsageException if a value makes no sense, or options conflict
   */
  public CompareCommand(Arguments arguments) throws UsageException {
    a = arguments.parameter(0);
    b = arguments.parameter(1);
    options = new PlanOptions(arguments);
    if (options.entry().isPresent()) {
      throw new UsageException("--entry names one kernel, and two are compared: leave it out");
    }
    machine = arguments.value(MACHINE);
    pictures = new PictureOptions(arguments);
  }

  @Override
  public PlanComparison call(CommandContext bench) throws KexecException {
    SavedPlan first = plan(a, bench);
    SavedPlan second = plan(b, bench);
    List<Difference> differences = Comparer.compare(first, second);
    ComparisonDrawing drawing =
        new ComparisonDrawing(FileName.of(a), first, FileName.of(b), second, differences);
    if (pictures.svg().isPresent()) {
      PictureFile.write(drawing.svg(), pictures.svg().get());
    }
    if (pictures.html().isPresent()) {
      PictureFile.write(drawing.html(), pictures.html().get());
    }
    return new PlanComparison(FileName.of(a), FileName.of(b), differences);
  }

  private SavedPlan plan(Path file, CommandContext bench) throws KexecException {
    if (SavedPlans.isDocument(file)) {
      return SavedPlans.read(file);
    }
    planning = file;
    bench.progress().step("planning " + FileName.of(file));
    return SavedPlans.of(
        bench
            .kexec()
            .plan(
                options.request(file, bench.linux()).machine(machine.orElse(null)).build(),
                bench.progress()));
  }

  @Override
  public Optional<Path> kernel() {
    return Optional.ofNullable(planning);
  }

  @Override
  public void show(PlanComparison comparison, Page page) {
    Texts.comparison(comparison, page);
  }

  @Override
  public JsonElement json(PlanComparison comparison) {
    return Documents.comparison(comparison);
  }
}
