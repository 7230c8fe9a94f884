package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.KernelOptions;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.json.PlanJson;
import kexec.shell.internal.result.Loaded;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;

/** Plans and loads an image. */
public final class LoadCommand implements Command<Loaded> {

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "load",
          "Plan, and hand the image to the machine's receiver. -l is the same.",
          List.of(KernelOptions.KERNEL),
          KernelOptions.ALL,
          List.of(
              "load /boot/vmlinuz --initrd=/boot/initrd.img --reuse-cmdline",
              "load -p /boot/vmlinuz-kdump --initrd=/boot/kdump.img --append=irqpoll",
              "-l /boot/vmlinuz --append \"root=/dev/sda1 ro\""));

  private final KernelOptions options;

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
  }

  @Override
  public Loaded call(CommandContext bench) throws KexecException {
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
