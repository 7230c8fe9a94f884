package kexec.shell.internal.args;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a command accepts, and its help.
 *
 * @param command the command's name
 * @param description what it does, in sentences
 * @param parameters what it requires besides options, in order
 * @param options its options, without those of every command
 * @param examples command lines
 */
public record Syntax(
    String command,
    String description,
    List<Parameter> parameters,
    List<Option> options,
    List<String> examples) {

  /** The result is a document. */
  public static final Option JSON =
      Option.flag("Print a JSON document instead of a text.", "--json");

  /** Only the help is requested. */
  public static final Option HELP = Option.flag("Show this help.", "-h", "--help");

  /** Only failures are told. */
  public static final Option QUIET =
      Option.flag(
              "Write failures only: no result as a text, no progress, no warnings of the log.",
              "-q",
              "--quiet")
          .in("verbosity");

  /** More is told than on a terminal. */
  public static final Option VERBOSE =
      Option.flag(
              "Write progress to standard error also where that is no terminal, a line for each step,"
                  + " and the log from info on.",
              "--verbose")
          .in("verbosity");

  /** Everything is told. */
  public static final Option DEBUG =
      Option.flag(
              "The same, with the log from debug on, and after a load the plan of what was loaded where.",
              "-d",
              "--debug")
          .in("verbosity");

  /** The options of every command. */
  public static final List<Option> COMMON = List.of(JSON, QUIET, VERBOSE, DEBUG, HELP);

  private static final int WIDTH = 100;
  private static final int INDENT = 29;

  /**
   * A parameter.
   *
   * @param label what it is called
   * @param description what it is
   * @param required whether it must be given; only the last ones need not
   */
  public record Parameter(String label, String description, boolean required) {

    /** Creates a parameter that must be given. */
    public Parameter(String label, String description) {
      this(label, description, true);
    }

    /** {@return how a line of usage names it} */
    public String usage() {
      return required ? label : "[" + label + "]";
    }
  }

  /** Adds the options of every command. */
  public Syntax {
    options = join(options, COMMON);
  }

  /**
   * {@return the options of two lists}
   *
   * @param first the first ones
   * @param second the ones after them
   */
  public static List<Option> join(List<Option> first, List<Option> second) {
    List<Option> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
  }

  Optional<Option> option(String name) {
    for (Option option : options) {
      if (option.names().contains(name)) {
        return Optional.of(option);
      }
    }
    return Optional.empty();
  }

  /** {@return the names of all options} */
  List<String> names() {
    return options.stream().flatMap(option -> option.names().stream()).toList();
  }

  /** {@return the help} */
  public String help() {
    StringBuilder text = new StringBuilder("Usage: jkexec ").append(command);
    parameters.forEach(parameter -> text.append(' ').append(parameter.usage()));
    text.append(" [OPTION...]\n");
    append(text, "", 0, description);
    text.append('\n');
    for (Parameter parameter : parameters) {
      append(text, "      " + parameter.label(), INDENT, parameter.description());
    }
    for (Option option : options) {
      if (!COMMON.contains(option)) {
        append(text, label(option), INDENT, explanation(option));
      }
    }
    text.append("\nEvery command also takes ");
    text.append(COMMON.stream().map(Option::toString).collect(Collectors.joining(", ")));
    text.append(": see jkexec --help.\n");
    text.append("\nExamples:\n");
    examples.forEach(example -> text.append("  jkexec ").append(example).append('\n'));
    return text.toString();
  }

  private static String label(Option option) {
    boolean isLong = option.names().get(0).startsWith("--");
    String names = (isLong ? "      " : "  ") + String.join(", ", option.names());
    return option.takesValue() ? names + "=" + option.label() : names;
  }

  /**
   * {@return what an option is for, in sentences, with the options that it excludes}
   *
   * @param option an option of this command
   */
  public String explanation(Option option) {
    List<String> others = new ArrayList<>();
    for (Option other : options) {
      if (!option.group().isEmpty()
          && other.group().equals(option.group())
          && !other.equals(option)) {
        others.add(other.toString());
      }
    }
    return others.isEmpty()
        ? option.description()
        : option.description() + " Excludes " + String.join(", ", others) + ".";
  }

  /** Appends a text that starts in a column, in lines that continue in that column. */
  private static void append(StringBuilder text, String head, int column, String words) {
    StringBuilder line = new StringBuilder(head);
    if (line.length() >= column && column > 0) {
      text.append(line).append('\n');
      line.setLength(0);
    }
    String gap = " ".repeat(Math.max(column - line.length(), 0));
    for (String word : words.split(" ", -1)) {
      if (gap.equals(" ") && line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line.setLength(0);
        gap = " ".repeat(column);
      }
      line.append(gap).append(word);
      gap = " ";
    }
    text.append(line).append('\n');
  }
}
