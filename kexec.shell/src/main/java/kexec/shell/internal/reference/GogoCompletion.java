package kexec.shell.internal.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.api.fault.KexecException;
import kexec.shell.internal.args.Option;
import kexec.shell.internal.args.PartialArguments;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.cli.Commands;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.jline.builtins.Completers.CompletionData;
import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;

/**
 * The completion in Gogo's shell with JLine. That shell keeps, in a variable of each session, what
 * it completes; conditions and values there are texts that it executes. These call functions that
 * stand in variables of the same session.
 *
 * <p>An instance serves any number of sessions and threads. It can be created where JLine is
 * absent.
 */
public final class GogoCompletion {

  /** The variable with what the shell completes: a map, where that shell is the one with JLine. */
  private static final String COMPLETIONS = ".completions";

  /** The variable with the line that is being completed. */
  private static final String LINE = ".commandLine";

  private static final String OPTION = "__kexec_option";
  private static final String VALUE = "__kexec_value";
  private static final String WORDS = "__kexec_words";

  /** Gogo reads anything else as more than a word. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+:/@-]*");

  private final Supplier<Optional<BootEntries>> entries;
  private final Function option = (session, words) -> admitsOption(session, words);
  private final Function value = (session, words) -> admitsValue(session, words);
  private final Function words = (session, words) -> words(session, words);

  /**
   * Creates a completion.
   *
   * @param entries reads the boot loader's entries, while its bundle is there
   */
  public GogoCompletion(Supplier<Optional<BootEntries>> entries) {
    this.entries = entries;
  }

  /**
   * Adds this completion to a session that can use it and does not have it yet.
   *
   * @param session the session
   */
  public void addTo(CommandSession session) {
    if (session.get(COMPLETIONS) instanceof Map<?, ?> map && session.get(WORDS) != words) {
      session.put(OPTION, option);
      session.put(VALUE, value);
      session.put(WORDS, words);
      @SuppressWarnings("unchecked")
      Map<String, List<CompletionData>> completions = (Map<String, List<CompletionData>>) map;
      for (Syntax command : CommandLines.all().commands()) {
        completions.put("kexec:" + command.command(), completions(command));
      }
    }
  }

  private static List<CompletionData> completions(Syntax command) {
    List<CompletionData> all = new ArrayList<>();
    all.add(new CompletionData(null, CommandLines.summary(command.description()), null, null));
    for (Option option : command.options()) {
      String description = CommandLines.summary(option.description());
      String arguments = " " + command.command() + " " + option;
      all.add(new CompletionData(option.names(), description, null, OPTION + arguments));
      if (!option.values().isEmpty()) {
        List<String> assignments =
            option.values().stream().map(each -> option + "=" + each).toList();
        all.add(new CompletionData(assignments, description, null, VALUE + arguments));
      }
    }
    all.add(new CompletionData(null, null, WORDS + " " + command.command(), null));
    return all;
  }

  /** The arguments are a command and an option. JLine would also correct what has a value. */
  private boolean admitsOption(CommandSession session, List<Object> arguments) {
    return !typed(session).contains("=") && admits(session, arguments);
  }

  private boolean admitsValue(CommandSession session, List<Object> arguments) {
    return typed(session).startsWith(arguments.get(1) + "=") && admits(session, arguments);
  }

  private static boolean admits(CommandSession session, List<Object> arguments) {
    Syntax command = command(arguments);
    String name = arguments.get(1).toString();
    PartialArguments before = before(session, command);
    return command.options().stream()
        .anyMatch(each -> each.toString().equals(name) && before.admits(each));
  }

  /** The argument is a command. */
  private Object words(CommandSession session, List<Object> arguments) throws Exception {
    Syntax command = command(arguments);
    PartialArguments before = before(session, command);
    if (before.awaiting().isPresent()) {
      return values(session, before.awaiting().get());
    }
    return before.admitsParameter()
        ? session.execute("gogo:__files")
        : options(command.options().stream().filter(before::admits).toList());
  }

  private Object values(CommandSession session, Option option) throws Exception {
    return switch (ValueKind.of(option)) {
      case WORD -> option.values();
      case FILE -> session.execute("gogo:__files");
      case DIRECTORY -> session.execute("gogo:__directories");
      case ENTRY -> ids();
      case TEXT -> List.of();
    };
  }

  private List<String> ids() {
    List<String> ids = new ArrayList<>(List.of(BootEntries.DEFAULT));
    Optional<BootEntries> present = entries.get();
    if (present.isPresent()) {
      try {
        present.get().list().entries().stream()
            .map(BootEntry::id)
            .filter(PLAIN.asMatchPredicate())
            .forEach(ids::add);
      } catch (KexecException unreadable) {
        // The command tells why, a completion cannot.
        return ids;
      }
    }
    return ids;
  }

  private static List<Candidate> options(List<Option> options) {
    List<Candidate> candidates = new ArrayList<>();
    for (Option option : options) {
      String description = CommandLines.summary(option.description());
      for (String name : option.names()) {
        candidates.add(
            new Candidate(name, name, "options", description, null, option.toString(), true));
      }
    }
    return candidates;
  }

  private static Syntax command(List<Object> arguments) {
    return Commands.syntax(arguments.get(0).toString());
  }

  private static PartialArguments before(CommandSession session, Syntax command) {
    ParsedLine line = line(session);
    return PartialArguments.of(command, line.words().subList(1, line.wordIndex()));
  }

  /** {@return the word that is being typed, up to the cursor} */
  private static String typed(CommandSession session) {
    ParsedLine line = line(session);
    return line.word().substring(0, line.wordCursor());
  }

  private static ParsedLine line(CommandSession session) {
    return (ParsedLine) session.get(LINE);
  }
}
