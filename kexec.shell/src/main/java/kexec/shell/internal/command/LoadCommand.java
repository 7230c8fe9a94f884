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
import kexec.shell.internal.text.Texts;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plans and loads. */
@CommandLine.Command(
    name = "jkexec load",
    sortOptions = false,
    description = "Plan, and hand the image to the machine's receiver. -l is the same.",
    footer = {
      "",
      "Examples:",
      "  jkexec load /boot/vmlinuz --initrd=/boot/initrd.img --reuse-cmdline",
      "  jkexec load -p /boot/vmlinuz-kdump --initrd=/boot/kdump.img --append=irqpoll",
      "  jkexec -l /boot/vmlinuz --append \"root=/dev/sda1 ro\""
    })
public final class LoadCommand implements Command<Plan> {

  @Parameters(paramLabel = "KERNEL", description = "The kernel file.")
  @SuppressWarnings("NullAway.Init") // picocli refuses words without it
  private Path kernel;

  @Mixin private final PlanOptions options = new PlanOptions();

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      description = "The machine to load to; by default the best one present.")
  private @Nullable String machine;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public boolean wantsJson() {
    return common.json();
  }

  @Override
  public Plan call(Workbench bench) throws UsageException, KexecException {
    if (options.memoryMap().isPresent()) {
      throw new UsageException("--memory-map is for plans of other machines: it cannot be loaded");
    }
    PlanRequest request = options.request(kernel, bench.linux()).machine(machine).build();
    bench.progress().step("loading " + kernel);
    return bench.kexec().load(request);
  }

  @Override
  public Optional<Path> kernel() {
    return Optional.of(kernel);
  }

  @Override
  public void show(Plan plan, Page page) {
    Texts.loaded(plan, page);
  }

  @Override
  public JsonElement json(Plan plan) {
    return PlanJson.of(plan);
  }
}
