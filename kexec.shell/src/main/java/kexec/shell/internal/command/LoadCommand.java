package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.shell.internal.args.CommonOptions;
import kexec.shell.internal.args.KernelOptions;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.json.PlanJson;
import kexec.shell.internal.result.Loaded;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** Plans and loads an image. */
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
public final class LoadCommand implements Command<Loaded> {

  @Mixin private final KernelOptions options = new KernelOptions();

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public boolean wantsJson() {
    return common.json();
  }

  @Override
  public Loaded call(CommandContext bench) throws UsageException, KexecException {
    if (options.isForAnotherMachine()) {
      throw new UsageException("--memory-map is for plans of other machines: it cannot be loaded");
    }
    PlanRequest request = options.request(bench.linux());
    bench.progress().step("loading " + options.kernel());
    return new Loaded(bench.kexec().load(request));
  }

  @Override
  public Optional<Path> kernel() {
    return Optional.of(options.kernel());
  }

  @Override
  public void show(Loaded loaded, Page page) {
    Texts.loaded(loaded, page);
  }

  @Override
  public JsonElement json(Loaded loaded) {
    return PlanJson.of(loaded.plan());
  }
}
