package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.fault.Severity;
import kexec.api.plan.PlanRefusedException;
import kexec.api.plan.Slot;
import kexec.api.text.FileName;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.KernelOptions;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.PlanOptions;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.result.Explanation;
import kexec.shell.internal.text.ExplanationText;
import kexec.shell.internal.text.Page;

/** Explains why a load would fail on this machine now. */
public final class ExplainCommand implements Command<Explanation> {

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "explain",
          "Tell why a load would fail on this machine now, and what may go wrong after it, without"
              + " loading anything. With a kernel, it is planned too. Needs no privileges: what this"
              + " user cannot see is a warning. The exit status is 0 where nothing is known that"
              + " prevents a load, else 1.",
          List.of(
              new Syntax.Parameter(
                  "KERNEL", "The kernel file; without one, only the machine is looked at.", false)),
          KernelOptions.ALL,
          List.of(
              "explain",
              "explain -p",
              "explain --entry=default",
              "explain /boot/vmlinuz --initrd=/boot/initrd.img --reuse-cmdline"));

  /** The beginning of the codes of what a policy does not allow. */
  private static final String POLICY = "policy-";

  private final Slot slot;
  private final Optional<String> machine;
  private final Optional<KernelOptions> options;

  /**
   * Creates the command.
   *
   * @param arguments its arguments
   * @throws UsageException if a value makes no sense, or options conflict
   */
  public ExplainCommand(Arguments arguments) throws UsageException {
    slot = PlanOptions.slot(arguments);
    machine = arguments.value(KernelOptions.MACHINE);
    options =
        KernelOptions.isNamed(arguments)
            ? Optional.of(new KernelOptions(arguments))
            : Optional.empty();
    Optional<Option> other = PlanOptions.givenBesidesSlot(arguments);
    if (options.isEmpty() && other.isPresent()) {
      throw new UsageException(other.get() + " is for a kernel: name one, or --entry=ID");
    }
    if (options.filter(KernelOptions::isForAnotherMachine).isPresent()) {
      throw new UsageException(
          "--memory-map is for plans of other machines: explain is for this one");
    }
  }

  @Override
  public Explanation call(CommandContext bench) throws KexecException {
    bench.progress().step("looking at the machine");
    List<Finding> findings = new ArrayList<>(bench.kexec().explain(slot, machine));
    if (options.isPresent()) {
      for (Finding finding : planned(options.get(), bench)) {
        if (findings.stream().noneMatch(known -> isSame(known, finding))) {
          findings.add(finding);
        }
      }
    }
    return new Explanation(slot, kernel(), findings);
  }

  /** The machine and the plan may tell the same; the machine's severity is that without a plan. */
  private static boolean isSame(Finding known, Finding planned) {
    return known.code().equals(planned.code())
        && known.severity().compareTo(planned.severity()) >= 0;
  }

  private static List<Finding> planned(KernelOptions options, CommandContext bench) {
    try {
      PlanRequest request = options.request(bench.linux(), bench::entries);
      bench.progress().step("planning " + FileName.of(request.kernel()));
      return bench.kexec().plan(request, bench.progress()).findings().stream()
          .map(ExplainCommand::forLoad)
          .toList();
    } catch (PlanRefusedException e) {
      return e.findings();
    } catch (KexecException e) {
      Fault fault = e.fault();
      return List.of(
          Finding.error(fault.code(), fault.attempted() + ": " + fault.cause(), fault.cure()));
    }
  }

  /** A plan is only warned of what a policy does not allow, for which a load is refused. */
  private static Finding forLoad(Finding planned) {
    return planned.severity() == Severity.WARNING && planned.code().startsWith(POLICY)
        ? Finding.error(planned.code(), planned.message(), planned.cure())
        : planned;
  }

  @Override
  public Optional<Path> kernel() {
    return options.flatMap(KernelOptions::kernel);
  }

  @Override
  public void show(Explanation explanation, Page page) {
    ExplanationText.write(explanation, page);
  }

  @Override
  public JsonElement json(Explanation explanation) {
    return Documents.explanation(explanation);
  }

  @Override
  public int exitStatus(Explanation explanation) {
    return explanation.succeeds() ? 0 : 1;
  }
}
