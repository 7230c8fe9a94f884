package kexec.shell.internal.reference;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.Syntax;

/**
 * The completion of zsh.
 *
 * @param commands what it completes
 */
record ZshCompletion(CommandLines commands) {

  /**
   * {@return the function}
   *
   * @throws IOException if its template cannot be read
   */
  String text() throws IOException {
    String options =
        commands.withKexecTools().stream()
            .map(ZshCompletion::branch)
            .collect(Collectors.joining("\n"));
    String names =
        commands.commands().stream()
            .map(command -> "    " + description(command))
            .collect(Collectors.joining("\n"));
    return Template.of("_jkexec")
        .with("options", options)
        .with("commands", names)
        .with("tools", CommandLines.KEXEC_TOOLS)
        .toString();
  }

  private static String description(Syntax command) {
    return quoted(command.command() + ":" + CommandLines.summary(command.description()));
  }

  private static String branch(Syntax command) {
    StringBuilder text = new StringBuilder("    ").append(command.command()).append(")\n");
    text.append("      _arguments -s -S");
    for (Option option : command.options()) {
      text.append(" \\\n        ").append(specification(option, command));
    }
    int number = 1;
    for (Syntax.Parameter parameter : command.parameters()) {
      text.append(" \\\n        ")
          .append(quoted(number++ + ":" + message(parameter.label()) + ":_files"));
    }
    return text.append("\n      ;;").toString();
  }

  /** One for all names of the option, of which zsh makes one for each. */
  private static String specification(Option option, Syntax command) {
    String names =
        option.names().stream()
            .map(name -> option.takesValue() ? name + (name.startsWith("--") ? "=" : "+") : name)
            .collect(Collectors.joining(","));
    String each = option.names().size() == 1 ? names : "{" + names + "}";
    String first =
        option.repeatable() ? "'*'" : "'(" + String.join(" ", excluded(option, command)) + ")'";
    return first + each + quoted("[" + message(option.description()) + "]" + value(option));
  }

  private static Set<String> excluded(Option option, Syntax command) {
    Set<String> names = new LinkedHashSet<>(option.names());
    for (Option other : command.options()) {
      if (!option.group().isEmpty() && other.group().equals(option.group())) {
        names.addAll(other.names());
      }
    }
    return names;
  }

  private static String value(Option option) {
    if (!option.takesValue()) {
      return "";
    }
    String action =
        switch (ValueKind.of(option)) {
          case WORD -> "(" + String.join(" ", option.values()) + ")";
          case FILE -> "_files";
          case DIRECTORY -> "_files -/";
          case ENTRY -> "_jkexec_entries";
          case TEXT -> " ";
        };
    return ":" + message(option.label()) + ":" + action;
  }

  /** {@return a text with which neither a specification nor a description ends} */
  private static String message(String text) {
    return text.replaceAll("[\\\\\\[\\]:]", "\\\\$0");
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
