package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import kexec.api.fault.KexecException;
import kexec.api.machine.ExecutionReport;
import kexec.shell.internal.args.CommonOptions;
import kexec.shell.internal.args.SlotOptions;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** Starts an image. */
@CommandLine.Command(
    name = "jkexec exec",
    sortOptions = false,
    description =
        "Start the image in a slot. Where the receiver really jumps, this does not return. -e is"
            + " the same.",
    footer = {"", "Examples:", "  jkexec exec", "  jkexec -e"})
public final class ExecCommand implements Command<ExecutionReport> {

  @Mixin private final SlotOptions options = new SlotOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public boolean wantsJson() {
    return common.json();
  }

  @Override
  public ExecutionReport call(Workbench bench) throws KexecException {
    return bench.kexec().execute(options.slot(), options.machine());
  }

  @Override
  public void show(ExecutionReport report, Page page) {
    Texts.execution(report, page);
  }

  @Override
  public JsonElement json(ExecutionReport report) {
    return Documents.execution(report);
  }

  @Override
  public int exitStatus(ExecutionReport report) {
    return report.succeeded() ? 0 : 1;
  }
}
