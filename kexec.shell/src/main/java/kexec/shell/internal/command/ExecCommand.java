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

  private static final Option NO_SYNC =
      Option.flag(
          "With --force: do not even flush what was written, which is lost then. Of no effect without"
              + " --force.",
          "-y",
          "--no-sync");

  private static final Option NO_IFDOWN =
      Option.flag(
          "Of no effect: --force leaves the network as it is, and an orderly"
              + " shutdown takes it down.",
          "-x",
          "--no-ifdown");

  /** What it accepts. */
  public static final Syntax SYNTAX =
      new Syntax(
          "exec",
          "Bring the system down as a reboot does, and start the image in a slot. Where the receiver"
              + " really jumps, this does not return. -e is the same.",
          List.of(),
          Syntax.join(SlotOptions.ALL, List.of(FORCE, NO_SYNC, NO_IFDOWN)),
          List.of("exec", "exec --force", "-e"));

  private final SlotOptions options;
  private final ShutdownMode mode;

  /**
   * Creates the command.
   *
   * @param arguments its arguments
   */
  public ExecCommand(Arguments arguments) {
    options = new SlotOptions(arguments);
    mode = mode(arguments);
  }

  private static ShutdownMode mode(Arguments arguments) {
    if (!arguments.has(FORCE)) {
      return ShutdownMode.ORDERLY;
    }
    return arguments.has(NO_SYNC) ? ShutdownMode.UNFLUSHED : ShutdownMode.FORCED;
  }

  @Override
  public Execution call(CommandContext bench) throws KexecException {
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
