package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.text.FileName;
import kexec.shell.internal.args.CommonOptions;
import kexec.shell.internal.args.PlanOptions;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.compare.Comparer;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.json.SavedPlans;
import kexec.shell.internal.result.PlanComparison;
import kexec.shell.internal.result.SavedPlan;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the differences between two plans. */
@CommandLine.Command(
    name = "jkexec compare",
    sortOptions = false,
    description = {
      "Tell in what two plans differ. A and B are saved plans (jkexec plan --json) or kernel"
          + " files,",
      "which are planned with the options given. The exit status is 0, equal or not."
    },
    footer = {
      "",
      "Examples:",
      "  jkexec compare yesterday.json today.json",
      "  jkexec compare saved.json /boot/vmlinuz --initrd=/boot/initrd.img --reuse-cmdline"
    })
public final class CompareCommand implements Command<PlanComparison> {

  @Parameters(index = "0", paramLabel = "A", description = "The first plan or kernel.")
  @SuppressWarnings("NullAway.Init") // picocli rejects command lines without it
  private Path a;

  @Parameters(index = "1", paramLabel = "B", description = "The second plan or kernel.")
  @SuppressWarnings("NullAway.Init") // picocli rejects command lines without it
  private Path b;

  @Mixin private final PlanOptions options = new PlanOptions();

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      description = "The machine to plan kernels for; by default the best one present.")
  private @Nullable String machine;

  private @Nullable Path planning;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public boolean wantsJson() {
    return common.json();
  }

  @Override
  public PlanComparison call(CommandContext bench) throws UsageException, KexecException {
    SavedPlan first = plan(a, bench);
    SavedPlan second = plan(b, bench);
    return new PlanComparison(FileName.of(a), FileName.of(b), Comparer.compare(first, second));
  }

  private SavedPlan plan(Path file, CommandContext bench) throws UsageException, KexecException {
    if (SavedPlans.isDocument(file)) {
      return SavedPlans.read(file);
    }
    planning = file;
    bench.progress().step("planning " + FileName.of(file));
    return SavedPlans.of(
        bench.kexec().plan(options.request(file, bench.linux()).machine(machine).build()));
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
