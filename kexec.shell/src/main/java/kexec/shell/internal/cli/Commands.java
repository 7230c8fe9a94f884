package kexec.shell.internal.cli;

import java.util.Set;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.command.BackendsCommand;
import kexec.shell.internal.command.Command;
import kexec.shell.internal.command.CompareCommand;
import kexec.shell.internal.command.CrashKernelCommand;
import kexec.shell.internal.command.CrashSizeCommand;
import kexec.shell.internal.command.EntriesCommand;
import kexec.shell.internal.command.ExecCommand;
import kexec.shell.internal.command.ExplainCommand;
import kexec.shell.internal.command.ExportCommand;
import kexec.shell.internal.command.InspectCommand;
import kexec.shell.internal.command.KeepCommand;
import kexec.shell.internal.command.LoadCommand;
import kexec.shell.internal.command.PlanCommand;
import kexec.shell.internal.command.RehearseCommand;
import kexec.shell.internal.command.SimulateCommand;
import kexec.shell.internal.command.StatusCommand;
import kexec.shell.internal.command.UnloadCommand;

/** All commands by name. Only the requested one is created. */
public final class Commands {

  /** The names. */
  public static final Set<String> NAMES =
      Set.of(
          "plan",
          "load",
          "unload",
          "exec",
          "status",
          "backends",
          "inspect",
          "simulate",
          "compare",
          "crashsize",
          "rehearse",
          "export",
          "entries",
          "crashkernel",
          "explain",
          "keep");

  private Commands() {}

  /**
   * {@return what a command accepts}
   *
   * @param name one of the names
   */
  public static Syntax syntax(String name) {
    return switch (name) {
      case "plan" -> PlanCommand.SYNTAX;
      case "load" -> LoadCommand.SYNTAX;
      case "unload" -> UnloadCommand.SYNTAX;
      case "exec" -> ExecCommand.SYNTAX;
      case "status" -> StatusCommand.SYNTAX;
      case "backends" -> BackendsCommand.SYNTAX;
      case "inspect" -> InspectCommand.SYNTAX;
      case "simulate" -> SimulateCommand.SYNTAX;
      case "compare" -> CompareCommand.SYNTAX;
      case "crashsize" -> CrashSizeCommand.SYNTAX;
      case "rehearse" -> RehearseCommand.SYNTAX;
      case "export" -> ExportCommand.SYNTAX;
      case "entries" -> EntriesCommand.SYNTAX;
      case "crashkernel" -> CrashKernelCommand.SYNTAX;
      case "explain" -> ExplainCommand.SYNTAX;
      case "keep" -> KeepCommand.SYNTAX;
      default -> throw new IllegalArgumentException("no command " + name);
    };
  }

  static Command<?> create(String name, Arguments arguments) throws UsageException {
    return switch (name) {
      case "plan" -> new PlanCommand(arguments);
      case "load" -> new LoadCommand(arguments);
      case "unload" -> new UnloadCommand(arguments);
      case "exec" -> new ExecCommand(arguments);
      case "status" -> new StatusCommand(arguments);
      case "backends" -> new BackendsCommand();
      case "inspect" -> new InspectCommand(arguments);
      case "simulate" -> new SimulateCommand(arguments);
      case "compare" -> new CompareCommand(arguments);
      case "crashsize" -> new CrashSizeCommand(arguments);
      case "rehearse" -> new RehearseCommand(arguments);
      case "export" -> new ExportCommand(arguments);
      case "entries" -> new EntriesCommand();
      case "crashkernel" -> new CrashKernelCommand(arguments);
      case "explain" -> new ExplainCommand(arguments);
      case "keep" -> new KeepCommand(arguments);
      default -> throw new IllegalArgumentException("no command " + name);
    };
  }
}
