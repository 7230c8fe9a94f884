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
 * A command with its words in its fields.
 *
 * @param command the command
 * @param help what is to be shown instead of calling it; nothing where it is to be called
 */
record Parsed(Command<?> command, Optional<String> help) {

  /**
   * Parses a command's words.
   *
   * @param name the command's name
   * @param words what follows it
   * @return the command
   * @throws UsageException if it does not understand the words
   */
  static Parsed of(String name, List<String> words) throws UsageException {
    Command<?> command = Commands.create(name);
    CommandLine line = new CommandLine(command);
    // A kernel's command line may look like anything: it is taken as it is.
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
