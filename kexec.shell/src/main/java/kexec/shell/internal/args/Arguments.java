package kexec.shell.internal.args;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.text.FileName;

/** The parsed arguments of a command. */
public final class Arguments {

  /** The values by the option's last name. */
  private final Map<String, List<String>> options = new HashMap<>();

  /** The option that was given of each group. */
  private final Map<String, Option> groups = new HashMap<>();

  private final List<String> parameters = new ArrayList<>();

  private Arguments() {}

  /**
   * Parses arguments as getopt_long does. The word after an option that takes a value is its value,
   * whatever it looks like: a kernel's command line may begin with a dash.
   *
   * @param syntax what the command accepts
   * @param words the arguments
   * @return the parsed arguments; incomplete ones if help is requested
   * @throws UsageException if they do not fit the syntax
   */
  public static Arguments parse(Syntax syntax, List<String> words) throws UsageException {
    Arguments parsed = new Arguments();
    List<String> single = ShortOptions.split(words, syntax);
    for (int i = 0; i < single.size(); i++) {
      String word = single.get(i);
      if (word.equals("--")) {
        parsed.parameters.addAll(single.subList(i + 1, single.size()));
        break;
      }
      if (!word.startsWith("-") || word.equals("-")) {
        parsed.parameters.add(word);
        continue;
      }
      int equals = word.startsWith("--") ? word.indexOf('=') : -1;
      String name = equals < 0 ? word : word.substring(0, equals);
      Option option =
          syntax
              .option(name)
              .orElseThrow(
                  () ->
                      new UsageException(
                          "'"
                              + word
                              + "' is no option of this command"
                              + Suggestion.after(name, syntax.names())));
      if (!option.takesValue()) {
        if (equals >= 0) {
          throw new UsageException("option " + name + " takes no value: '" + word + "'");
        }
        parsed.add(option, "");
      } else if (equals >= 0) {
        parsed.add(option, word.substring(equals + 1));
      } else if (++i < single.size()) {
        parsed.add(option, single.get(i));
      } else {
        throw new UsageException("option " + name + " needs a value: " + option.label());
      }
    }
    if (!parsed.has(Syntax.HELP)) {
      parsed.check(syntax);
    }
    return parsed;
  }

  private void add(Option option, String value) throws UsageException {
    List<String> values = options.computeIfAbsent(option.toString(), absent -> new ArrayList<>());
    if (!values.isEmpty() && !option.repeatable()) {
      throw new UsageException("option " + option + " may be given only once");
    }
    Option other = option.group().isEmpty() ? null : groups.put(option.group(), option);
    if (other != null) {
      throw new UsageException("options " + other + " and " + option + " exclude each other");
    }
    values.add(value);
  }

  private void check(Syntax syntax) throws UsageException {
    int wanted = syntax.parameters().size();
    if (parameters.size() < wanted && syntax.parameters().get(parameters.size()).required()) {
      throw new UsageException(syntax.parameters().get(parameters.size()).label() + " is missing");
    }
    if (parameters.size() > wanted) {
      throw new UsageException("'" + parameters.get(wanted) + "' is one argument too many");
    }
  }

  /**
   * {@return whether an option was given}
   *
   * @param option the option
   */
  public boolean has(Option option) {
    return options.containsKey(option.toString());
  }

  /**
   * {@return an option's value, or empty if it was not given}
   *
   * @param option an option that takes a value once
   */
  public Optional<String> value(Option option) {
    return values(option).stream().findFirst();
  }

  /**
   * {@return an option's values, in order}
   *
   * @param option an option that takes a value
   */
  public List<String> values(Option option) {
    return options.getOrDefault(option.toString(), List.of());
  }

  /**
   * {@return an option's value as a path, or empty if it was not given}
   *
   * @param option an option that takes a value once
   * @throws UsageException if the value is no path
   */
  public Optional<Path> path(Option option) throws UsageException {
    Optional<String> value = value(option);
    return value.isPresent() ? Optional.of(path(option.toString(), value.get())) : Optional.empty();
  }

  /**
   * {@return an option's values as paths, in order}
   *
   * @param option an option that takes a value
   * @throws UsageException if a value is no path
   */
  List<Path> paths(Option option) throws UsageException {
    List<Path> paths = new ArrayList<>();
    for (String value : values(option)) {
      paths.add(path(option.toString(), value));
    }
    return paths;
  }

  /**
   * {@return whether a parameter was given}
   *
   * @param index its index
   */
  public boolean hasParameter(int index) {
    return index < parameters.size();
  }

  /**
   * {@return a parameter as a path}
   *
   * @param index its index
   * @throws UsageException if it is no path
   */
  public Path parameter(int index) throws UsageException {
    return path("argument", parameters.get(index));
  }

  /**
   * {@return a path}
   *
   * @param what what it is for, for the error's text
   * @param name the path as text
   * @throws UsageException if it is none
   */
  static Path path(String what, String name) throws UsageException {
    try {
      return FileName.path(name);
    } catch (InvalidPathException e) {
      throw new UsageException("%s '%s': %s".formatted(what, name, e.getReason()));
    }
  }
}
