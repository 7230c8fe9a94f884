package kexec.shell.internal.reference;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.Syntax;

/**
 * The completion of bash. It needs no other script.
 *
 * @param commands what it completes
 */
record BashCompletion(CommandLines commands) {

  /** The template has it for all other options. */
  private static final String NOTHING = "kind=nothing";

  /**
   * {@return the script}
   *
   * @throws IOException if its template cannot be read
   */
  String text() throws IOException {
    StringBuilder options = new StringBuilder();
    StringBuilder parameters = new StringBuilder();
    for (Syntax command : commands.withKexecTools()) {
      branch(options, command.command(), "options='" + options(command) + "'");
      if (!command.parameters().isEmpty()) {
        branch(parameters, command.command(), "wanted=" + command.parameters().size());
      }
    }
    StringBuilder values = new StringBuilder();
    patterns().forEach((does, each) -> branch(values, String.join(" | ", each), does));
    return Template.of("jkexec.bash")
        .with("options", options.toString())
        .with("values", values.toString())
        .with("parameters", parameters.toString())
        .with(
            "commands",
            commands.commands().stream().map(Syntax::command).collect(Collectors.joining(" ")))
        .with("tools", CommandLines.KEXEC_TOOLS)
        .toString();
  }

  private static String options(Syntax command) {
    return command.options().stream().map(BashCompletion::word).collect(Collectors.joining(" "));
  }

  private static String word(Option option) {
    String end = option.takesValue() ? "=" : "";
    return option.names().stream()
        .map(name -> name.startsWith("--") ? name + end : name)
        .collect(Collectors.joining("|", option.repeatable() ? "+" : "", ""));
  }

  /** {@return what to do, and the options that it is for: with the command where that matters} */
  private Map<String, Set<String>> patterns() {
    Map<String, Map<String, String>> options = new TreeMap<>();
    for (Syntax command : commands.withKexecTools()) {
      for (Option option : command.options()) {
        for (String name : option.names()) {
          options
              .computeIfAbsent(name, absent -> new TreeMap<>())
              .put(command.command(), does(option));
        }
      }
    }
    Map<String, Set<String>> patterns = new TreeMap<>();
    options.forEach(
        (name, byCommand) -> {
          boolean same = Set.copyOf(byCommand.values()).size() == 1;
          byCommand.forEach(
              (command, does) ->
                  patterns
                      .computeIfAbsent(does, absent -> new TreeSet<>())
                      .add((same ? "*" : command) + ":" + name));
        });
    patterns.remove(NOTHING);
    return patterns;
  }

  private static String does(Option option) {
    if (!option.takesValue()) {
      return NOTHING;
    }
    return switch (ValueKind.of(option)) {
      case FILE -> "kind=files";
      case DIRECTORY -> "kind=directories";
      case WORD -> "kind=words values='" + String.join(" ", option.values()) + "'";
      case ENTRY -> "kind=entries";
      case TEXT -> "kind=text";
    };
  }

  private static void branch(StringBuilder to, String pattern, String does) {
    to.append(to.length() == 0 ? "" : "\n")
        .append("    ")
        .append(pattern)
        .append(") ")
        .append(does)
        .append(" ;;");
  }
}
