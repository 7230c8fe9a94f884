package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.shell.internal.args.CommonOptions;
import kexec.shell.internal.args.PlanOptions;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.json.PlanJson;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.PlanText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what would be loaded where. */
@CommandLine.Command(
    name = "jkexec plan",
    sortOptions = false,
    description =
        "Show what would be loaded where, without privileges and without touching anything.",
    footer = {
      "",
      "Examples:",
      "  jkexec plan /boot/vmlinuz --initrd=/boot/initrd.img --reuse-cmdline",
      "  jkexec plan -p /boot/vmlinuz-kdump --append=\"irqpoll nr_cpus=1\" --json",
      "  jkexec plan vmlinuz --memory-map=server.iomem --segments-to=out"
    })
public final class PlanCommand implements Command<Plan> {

  @Parameters(paramLabel = "KERNEL", description = "The kernel file.")
  @SuppressWarnings("NullAway.Init") // picocli refuses words without it
  private Path kernel;

  @Mixin private final PlanOptions options = new PlanOptions();

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      description = "The machine to plan for; by default the best one present.")
  private @Nullable String machine;

  @Option(
      names = "--segments-to",
      paramLabel = "DIR",
      description = "Write each segment's content to DIR/NN-ROLE.bin; no file is overwritten.")
  private @Nullable Path segmentsTo;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public boolean wantsJson() {
    return common.json();
  }

  @Override
  public Plan call(Workbench bench) throws UsageException, KexecException {
    PlanRequest request = options.request(kernel, bench.linux()).machine(machine).build();
    bench.progress().step("planning " + kernel);
    Plan plan = bench.kexec().plan(request);
    if (segmentsTo != null) {
      SegmentFiles.write(plan, segmentsTo, bench.progress());
    }
    return plan;
  }

  @Override
  public Optional<Path> kernel() {
    return Optional.of(kernel);
  }

  @Override
  public void show(Plan plan, Page page) {
    PlanText.write(plan, page);
  }

  @Override
  public JsonElement json(Plan plan) {
    return PlanJson.of(plan);
  }
}
