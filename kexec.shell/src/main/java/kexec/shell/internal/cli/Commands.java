package kexec.shell.internal.cli;

import java.util.Set;
import kexec.shell.internal.command.BackendsCommand;
import kexec.shell.internal.command.Command;
import kexec.shell.internal.command.CompareCommand;
import kexec.shell.internal.command.CrashSizeCommand;
import kexec.shell.internal.command.ExecCommand;
import kexec.shell.internal.command.InspectCommand;
import kexec.shell.internal.command.LoadCommand;
import kexec.shell.internal.command.PlanCommand;
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
          "crashsize");

  private Commands() {}

  static Command<?> create(String name) {
    return switch (name) {
      case "plan" -> new PlanCommand();
      case "load" -> new LoadCommand();
      case "unload" -> new UnloadCommand();
      case "exec" -> new ExecCommand();
      case "status" -> new StatusCommand();
      case "backends" -> new BackendsCommand();
      case "inspect" -> new InspectCommand();
      case "simulate" -> new SimulateCommand();
      case "compare" -> new CompareCommand();
      case "crashsize" -> new CrashSizeCommand();
      default -> throw new IllegalArgumentException("no command " + name);
    };
  }
}
