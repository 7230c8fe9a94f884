package kexec.shell.internal.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.text.FileName;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.command.Command;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/**
 * A command with parsed arguments.
 *
 * @param command the command
 * @param help the text to show instead of calling it; empty to call it
 */
record Parsed(Command<?> command, Optional<String> help) {

  /**
   * Parses a command's arguments.
   *
   * @param name the command's name
   * @param words its arguments
   * @return the command
   * @throws UsageException if the arguments are invalid
   */
  static Parsed of(String name, List<String> words) throws UsageException {
    Command<?> command = Commands.create(name);
    CommandLine line = new CommandLine(command);
    // A kernel's command line may have any form: it is not interpreted.
    line.setExpandAtFiles(false);
    line.setInterpolateVariables(false);
    line.setAllowOptionsAsOptionParameters(true);
    line.setUsageHelpWidth(100);
    line.registerConverter(Path.class, Parsed::path);
    try {
      CommandLine.ParseResult result = line.parseArgs(words.toArray(String[]::new));
      return new Parsed(
          command,
          result.isUsageHelpRequested()
              ? Optional.of(line.getUsageMessage(Ansi.OFF))
              : Optional.empty());
    } catch (ParameterException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static Path path(String name) {
    try {
      return FileName.path(name);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("'%s': %s".formatted(name, e.getReason()));
    }
  }
}
