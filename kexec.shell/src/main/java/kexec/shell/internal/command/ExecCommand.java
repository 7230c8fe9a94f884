package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import kexec.api.fault.KexecException;
import kexec.api.machine.ShutdownMode;
import kexec.shell.internal.args.CommonOptions;
import kexec.shell.internal.args.SlotOptions;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.result.Execution;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts an image. */
@CommandLine.Command(
    name = "jkexec exec",
    sortOptions = false,
    description =
        "Bring the system down as a reboot does, and start the image in a slot. Where the receiver"
            + " really jumps, this does not return. -e is the same.",
    footer = {"", "Examples:", "  jkexec exec", "  jkexec exec --force", "  jkexec -e"})
public final class ExecCommand implements Command<Execution> {

  @Mixin private final SlotOptions options = new SlotOptions();

  @Option(
      names = {"-f", "--force"},
      description =
          "Jump at once: what was written is flushed, but no service is stopped and no file system"
              + " unmounted.")
  private boolean force;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Override
  public boolean wantsJson() {
    return common.json();
  }

  @Override
  public Execution call(CommandContext bench) throws KexecException {
    ShutdownMode mode = force ? ShutdownMode.FORCED : ShutdownMode.ORDERLY;
    return new Execution(bench.kexec().execute(options.slot(), options.machine(), mode));
  }

  @Override
  public void show(Execution execution, Page page) {
    Texts.execution(execution, page);
  }

  @Override
  public JsonElement json(Execution execution) {
    return Documents.execution(execution);
  }

  @Override
  public int exitStatus(Execution execution) {
    return execution.report().filter(report -> !report.succeeded()).isPresent() ? 1 : 0;
  }
}
