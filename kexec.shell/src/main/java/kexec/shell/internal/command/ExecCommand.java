package kexec.shell.internal.command;

import com.google.gson.JsonElement;
import java.util.List;
import kexec.api.fault.KexecException;
import kexec.api.machine.ShutdownMode;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.SlotOptions;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.json.Documents;
import kexec.shell.internal.result.Execution;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.Texts;

/** Starts an image. */
public final class ExecCommand implements Command<Execution> {

  private static final Option FORCE =
      Option.flag(
          "Jump at once: what was written is flushed, but no service is stopped and no file system"
              + " unmounted.",
          "-f",
          "--force");

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "exec",
          "Bring the system down as a reboot does, and start the image in a slot. Where the receiver"
              + " really jumps, this does not return. -e is the same.",
          List.of(),
          Syntax.join(SlotOptions.ALL, List.of(FORCE)),
          List.of("exec", "exec --force", "-e"));

  private final SlotOptions options;
  private final boolean force;

  /**
   * Creates the command.
   *
   * @param arguments its arguments
   */
  public ExecCommand(Arguments arguments) {
    options = new SlotOptions(arguments);
    force = arguments.has(FORCE);
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
