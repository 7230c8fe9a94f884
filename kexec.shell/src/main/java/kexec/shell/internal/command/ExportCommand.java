package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.fault.KexecException;
import kexec.api.plan.Plan;
import kexec.api.rehearse.ExportReport;
import kexec.api.text.FileName;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.KernelOptions;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.json.RehearsalJson;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.RehearsalText;

/** Writes a plan as one bootable file. */
public final class ExportCommand implements Command<ExportReport> {

  private static final Option OUTPUT =
      Option.value("FILE", "The file to write; it must not exist.", "-o", "--output");

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "export",
          "Write what would be loaded as one ELF file that QEMU, GRUB and other loaders boot.",
          List.of(KernelOptions.KERNEL),
          Syntax.join(KernelOptions.ALL, List.of(OUTPUT)),
          List.of(
              "export /boot/vmlinuz --initrd=/boot/initrd.img --append=console=ttyS0"
                  + " --output=plan.elf"));

  private final KernelOptions options;
  private final Path output;

  /**
   * Creates the command.
   *
   * @param arguments its arguments
   * @throws UsageException if a value makes no sense, or options conflict
   */
  public ExportCommand(Arguments arguments) throws UsageException {
    options = new KernelOptions(arguments);
    output =
        arguments
            .path(OUTPUT)
            .orElseThrow(() -> new UsageException("the file to write is missing: --output=FILE"));
  }

  @Override
  public ExportReport call(CommandContext bench) throws KexecException {
    PlanRequest request = options.request(bench.linux(), bench::entries);
    bench.progress().step("planning " + FileName.of(request.kernel()));
    Plan plan = bench.kexec().plan(request, bench.progress());
    bench.progress().step("writing " + FileName.of(output));
    return bench.export().export(plan, output);
  }

  @Override
  public Optional<Path> kernel() {
    return options.kernel();
  }

  @Override
  public void show(ExportReport report, Page page) {
    RehearsalText.write(report, page);
  }

  @Override
  public JsonElement json(ExportReport report) {
    return RehearsalJson.of(report);
  }
}
