package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.shell.internal.args.CommonOptions;
import kexec.shell.internal.args.KernelOptions;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.json.PlanJson;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.PlanText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Mixin private final KernelOptions options = new KernelOptions();

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
  public Plan call(CommandContext bench) throws UsageException, KexecException {
    PlanRequest request = options.request(bench.linux());
    bench.progress().step("planning " + options.kernel());
    Plan plan = bench.kexec().plan(request);
    if (segmentsTo != null) {
      SegmentFiles.write(plan, segmentsTo, bench.progress());
    }
    return plan;
  }

  @Override
  public Optional<Path> kernel() {
    return Optional.of(options.kernel());
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
