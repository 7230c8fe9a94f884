package kexec.entries.internal.grub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import kexec.api.fault.Finding;

/**
 * Carries a script out without a machine: keeps variables, collects the items of menus, and notes
 * what entries load. Where only the machine could tell whether a command succeeds, both ways are
 * taken, and what differs behind them is not certain. Not thread-safe.
 */
final class ScriptRunner {

  private static final int MOST_STEPS = 100_000;
  private static final int DEEPEST = 30;
  private static final int MOST_ITEMS = 1000;

  /** How much of other files is read, in characters: a script may include one again and again. */
  private static final int MOST_TEXT = 16 << 20;

  private static final int MOST_LISTINGS = 100;

  /** The maximum size of a command with its values, in characters. */
  private static final int LONGEST = 1 << 17;

  private final GrubFiles files;
  private final Function<GrubVariables, List<MenuItem>> specified;
  private final List<Finding> findings;
  private final Map<String, List<Statement>> functions = new HashMap<>();
  private int steps;
  private int text;
  private int listings;
  private int depth;
  private boolean stopped;

  /**
   * Creates a runner.
   *
   * @param files finds files
   * @param specified reads the entries of the Boot Loader Specification, for {@code blscfg}
   * @param findings is told what is not understood
   */
  ScriptRunner(
      GrubFiles files, Function<GrubVariables, List<MenuItem>> specified, List<Finding> findings) {
    this.files = files;
    this.specified = specified;
    this.findings = findings;
  }

  /**
   * Carries statements out.
   *
   * @param statements the statements
   * @param context what they change
   * @return whether the last one succeeds
   */
  Truth run(List<Statement> statements, ScriptContext context) {
    if (depth >= DEEPEST) {
      stop("it is nested too deeply, or includes itself");
      return Truth.UNKNOWN;
    }
    depth++;
    Truth result = Truth.YES;
    for (Statement statement : statements) {
      if (!step()) {
        result = Truth.UNKNOWN;
        break;
      }
      result = run(statement, context);
    }
    depth--;
    return result;
  }

  /** {@return whether to go on} */
  private boolean step() {
    if (++steps > MOST_STEPS) {
      stop("it takes too long");
    }
    return !stopped;
  }

  private void stop(String cause) {
    if (!stopped) {
      findings.add(
          Finding.warning(
              "entries-grub-stopped",
              "GRUB's configuration was not read to its end: " + cause,
              "Simplify the script; entries after that are not listed."));
    }
    stopped = true;
  }

  private Truth run(Statement statement, ScriptContext context) {
    if (statement instanceof Statement.If choice) {
      return choose(choice, 0, context);
    }
    if (statement instanceof Statement.For loop) {
      for (GrubText value : expanded(loop.words(), context)) {
        if (!step()) {
          return Truth.UNKNOWN;
        }
        context.variables().set(loop.variable(), value);
        run(loop.body(), context);
      }
      return Truth.YES;
    }
    if (statement instanceof Statement.While loop) {
      // How often cannot be told; once shows what it may do.
      int before = context.items().size();
      ScriptContext without = context.copy();
      run(loop.body(), context);
      context.merge(without, before);
      return Truth.UNKNOWN;
    }
    if (statement instanceof Statement.Function function) {
      functions.put(function.name(), function.body());
      return Truth.YES;
    }
    return command((Statement.Simple) statement, context);
  }

  private Truth choose(Statement.If choice, int first, ScriptContext context) {
    for (int index = first; index < choice.branches().size(); index++) {
      Statement.Branch branch = choice.branches().get(index);
      Truth holds = run(branch.condition(), context);
      if (holds == Truth.YES) {
        return run(branch.body(), context);
      }
      if (holds == Truth.UNKNOWN) {
        return both(branch, choice, index + 1, context);
      }
    }
    return run(choice.otherwise(), context);
  }

  /** Each condition that is not known is one more level. */
  private Truth both(
      Statement.Branch branch, Statement.If choice, int next, ScriptContext context) {
    int before = context.items().size();
    ScriptContext other = context.copy();
    run(branch.body(), context);
    if (depth >= DEEPEST) {
      stop("it is nested too deeply, or includes itself");
    } else {
      depth++;
      choose(choice, next, other);
      depth--;
    }
    context.merge(other, before);
    return Truth.UNKNOWN;
  }

  private Truth command(Statement.Simple command, ScriptContext context) {
    List<GrubText> words = expanded(command.words(), context);
    if (words.isEmpty()) {
      return Truth.YES;
    }
    String name = words.get(0).text();
    List<GrubText> arguments = words.subList(1, words.size());
    List<Statement> function = functions.get(name);
    if (function != null) {
      return call(function, words, context);
    }
    int equals = name.indexOf('=');
    if (equals > 0 && arguments.isEmpty()) {
      context.variables().set(name.substring(0, equals), part(words.get(0), equals + 1));
      return Truth.YES;
    }
    return switch (name) {
      case "menuentry", "submenu" -> {
        add(ItemCommand.item(words, command.block()), context);
        yield Truth.YES;
      }
      case "set" -> set(arguments, context);
      case "unset" -> {
        arguments.forEach(each -> context.variables().unset(each.text()));
        yield Truth.YES;
      }
      case "export" -> {
        arguments.forEach(each -> context.variables().export(each.text()));
        yield Truth.YES;
      }
      case "load_env" -> loadEnvironment(arguments, context);
      case "source", "." -> source(arguments, context);
      case "configfile" -> configure(arguments, context);
      case "blscfg" -> {
        if (++listings > MOST_LISTINGS) {
          stop("it lists entries too often");
        } else {
          specified.apply(context.variables()).forEach(each -> add(each, context));
        }
        yield Truth.YES;
      }
      case "[", "test" -> test(name, arguments, context);
      case "true" -> Truth.YES;
      case "false" -> Truth.NO;
      case "!" -> negated(command, context);
      default -> other(name, arguments, context);
    };
  }

  private Truth other(String name, List<GrubText> arguments, ScriptContext context) {
    if (name.equals("search") || name.startsWith("search.")) {
      SearchCommand.run(name, arguments, context.variables());
      return Truth.UNKNOWN;
    }
    if (LoadCommands.run(name, arguments, context)) {
      return Truth.YES;
    }
    return switch (name) {
      case "insmod", "echo", "save_env", "terminal_output", "terminal_input" -> Truth.YES;
      default -> Truth.UNKNOWN;
    };
  }

  private Truth negated(Statement.Simple command, ScriptContext context) {
    List<ScriptWord> words = command.words();
    int marks = 1;
    while (marks < words.size() && words.get(marks).is("!")) {
      marks++;
    }
    Truth value =
        marks == words.size()
            ? Truth.YES
            : command(
                new Statement.Simple(words.subList(marks, words.size()), command.block()), context);
    return marks % 2 == 1 ? value.not() : value;
  }

  private Truth call(List<Statement> body, List<GrubText> words, ScriptContext context) {
    List<GrubText> outer = context.arguments();
    context.arguments(words.subList(1, words.size()));
    Truth result = run(body, context);
    context.arguments(outer);
    return result;
  }

  private static Truth set(List<GrubText> arguments, ScriptContext context) {
    for (GrubText argument : arguments) {
      int equals = argument.text().indexOf('=');
      if (equals > 0) {
        context.variables().set(argument.text().substring(0, equals), part(argument, equals + 1));
      }
    }
    return Truth.YES;
  }

  private static GrubText part(GrubText word, int from) {
    return new GrubText(word.text().substring(from), word.certain());
  }

  private Truth test(String name, List<GrubText> arguments, ScriptContext context) {
    boolean closed =
        name.equals("[")
            && !arguments.isEmpty()
            && arguments.get(arguments.size() - 1).text().equals("]");
    List<GrubText> words = closed ? arguments.subList(0, arguments.size() - 1) : arguments;
    String root = context.variables().get("root").text();
    return new TestExpression(words, file -> files.presence(file, root)).value();
  }

  private Truth loadEnvironment(List<GrubText> arguments, ScriptContext context) {
    GrubText prefix = context.variables().get("prefix");
    String file = prefix.text() + "/grubenv";
    boolean certain = prefix.certain();
    List<String> only = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i).text();
      if (word.equals("-f") || word.equals("--file")) {
        i++;
        file = i < arguments.size() ? arguments.get(i).text() : file;
        certain = i < arguments.size() && arguments.get(i).certain();
      } else if (word.startsWith("--file=")) {
        file = word.substring("--file=".length());
        certain = arguments.get(i).certain();
      } else if (!word.startsWith("-")) {
        only.add(word);
      }
    }
    String root = context.variables().get("root").text();
    if (!certain) {
      // What the block of another place would set is not known.
      context.variables().setIncomplete();
      return Truth.UNKNOWN;
    }
    if (files.presence(file, root) == Truth.NO) {
      return Truth.NO;
    }
    Optional<String> content = files.text(file, root, findings);
    if (content.isEmpty()) {
      context.variables().setIncomplete();
      return Truth.UNKNOWN;
    }
    Optional<Map<String, String>> block = EnvironmentBlock.parse(content.get());
    if (block.isEmpty()) {
      // GRUB takes nothing from it either.
      return Truth.NO;
    }
    block
        .get()
        .forEach(
            (name, value) -> {
              if (only.isEmpty() || only.contains(name)) {
                context.variables().set(name, GrubText.of(value));
              }
            });
    return Truth.YES;
  }

  private Truth source(List<GrubText> arguments, ScriptContext context) {
    Optional<List<Statement>> script = script(arguments, context);
    if (script.isEmpty() || arguments.get(0).certain()) {
      return script.isPresent() ? run(script.get(), context) : Truth.UNKNOWN;
    }
    int before = context.items().size();
    ScriptContext without = context.copy();
    run(script.get(), context);
    context.merge(without, before);
    return Truth.UNKNOWN;
  }

  /** Another configuration has a menu of its own, and sees exported variables only. */
  private Truth configure(List<GrubText> arguments, ScriptContext context) {
    Optional<List<Statement>> script = script(arguments, context);
    if (script.isEmpty()) {
      return Truth.UNKNOWN;
    }
    context.variables().replaceBy(context.variables().forMenu());
    String name = arguments.get(0).text();
    int slash = name.lastIndexOf('/');
    context.variables().set("config_file", arguments.get(0));
    context
        .variables()
        .set(
            "config_directory",
            new GrubText(name.substring(0, Math.max(slash, 0)), arguments.get(0).certain()));
    context.items().clear();
    return run(script.get(), context);
  }

  private Optional<List<Statement>> script(List<GrubText> arguments, ScriptContext context) {
    if (arguments.isEmpty()) {
      return Optional.empty();
    }
    String name = arguments.get(0).text();
    String root = context.variables().get("root").text();
    Optional<String> content = files.text(name, root, findings);
    if (content.isEmpty()) {
      findings.add(
          Finding.warning(
              "entries-grub-include",
              "GRUB's configuration includes '%s', which was not found".formatted(files.path(name)),
              "Check the entry that you want in the boot loader's menu."));
      return Optional.empty();
    }
    text += content.get().length();
    if (text > MOST_TEXT) {
      stop("it includes too much");
      return Optional.empty();
    }
    try {
      return Optional.of(ScriptParser.parse(content.get()));
    } catch (ScriptException e) {
      findings.add(unparsed(files.path(name), e));
      return Optional.empty();
    }
  }

  static Finding unparsed(String file, ScriptException e) {
    return Finding.warning(
        "entries-grub-syntax",
        "%s was not understood, %s".formatted(file, e.getMessage()),
        "Check it with grub-script-check.");
  }

  private void add(MenuItem item, ScriptContext context) {
    if (context.items().size() >= MOST_ITEMS) {
      stop("it has more than " + MOST_ITEMS + " entries");
    } else {
      context.items().add(item);
    }
  }

  private List<GrubText> expanded(List<ScriptWord> words, ScriptContext context) {
    List<GrubText> expanded = new ArrayList<>();
    int length = 0;
    for (ScriptWord word : words) {
      int from = expanded.size();
      WordExpansion.add(word, context, expanded);
      for (GrubText added : expanded.subList(from, expanded.size())) {
        length += added.text().length();
      }
      if (length > LONGEST || expanded.size() > WordExpansion.MOST_WORDS) {
        stop("a command is too long");
        return List.of();
      }
    }
    return expanded;
  }

  /** {@return words as one text} */
  static GrubText joined(List<GrubText> words) {
    return new GrubText(
        words.stream().map(GrubText::text).collect(Collectors.joining(" ")),
        words.stream().allMatch(GrubText::certain));
  }
}
