package kexec.shell.internal.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import kexec.api.entry.BootEntries;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.plan.Plan;
import kexec.api.plan.PlanRefusedException;
import kexec.api.rehearse.PlanExport;
import kexec.api.rehearse.Rehearsal;
import kexec.api.simulate.Simulator;
import kexec.api.text.ByteText;
import kexec.api.text.Printable;
import kexec.linux.LinuxTexts;
import kexec.shell.internal.args.Arguments;
import kexec.shell.internal.args.Invocation;
import kexec.shell.internal.args.Syntax;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.args.Words;
import kexec.shell.internal.command.Command;
import kexec.shell.internal.command.CommandContext;
import kexec.shell.internal.command.ImageKeeping;
import kexec.shell.internal.json.PlanJson;
import kexec.shell.internal.terminal.Progress;
import kexec.shell.internal.terminal.Terminal;
import kexec.shell.internal.text.Page;
import kexec.shell.internal.text.PlanText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command line: from arguments to an exit status. */
public final class Cli {

  /** Success. */
  public static final int DONE = 0;

  /** Refused or failed. */
  public static final int FAILED = 1;

  /** Invalid arguments. */
  public static final int USAGE = 2;

  /** Missing permission. */
  public static final int NOT_PERMITTED = 4;

  private static final Logger LOG = LoggerFactory.getLogger(Cli.class);

  private final KexecSource kexec;
  private final Supplier<Optional<Simulator>> simulators;
  private final Supplier<Optional<Rehearsal>> rehearsals;
  private final Supplier<Optional<PlanExport>> exports;
  private final Supplier<Optional<BootEntries>> entries;
  private final LinuxTexts linux;
  private final String version;
  private final Supplier<Optional<ImageKeeping>> images;

  /**
   * Creates a command line.
   *
   * @param kexec finds what plans, loads and starts, when a command needs it
   * @param simulators create simulated machines, if a bundle provides them
   * @param rehearsals boot plans in an emulator, if a bundle provides them
   * @param exports write plans as bootable files, if a bundle provides them
   * @param entries read the boot loader's entries, if a bundle provides them
   * @param linux reads the running system
   * @param version the output of {@code --version}
   * @param images looks after configured images, if anything does
   */
  public Cli(
      KexecSource kexec,
      Supplier<Optional<Simulator>> simulators,
      Supplier<Optional<Rehearsal>> rehearsals,
      Supplier<Optional<PlanExport>> exports,
      Supplier<Optional<BootEntries>> entries,
      LinuxTexts linux,
      String version,
      Supplier<Optional<ImageKeeping>> images) {
    this.kexec = kexec;
    this.simulators = simulators;
    this.rehearsals = rehearsals;
    this.exports = exports;
    this.entries = entries;
    this.linux = linux;
    this.version = version;
    this.images = images;
  }

  /**
   * Runs a command line. Never throws: every failure is reported as text.
   *
   * @param words the arguments after the program's name
   * @param terminal the output: the result to one stream, everything else to the other
   * @return the exit status
   */
  public int run(List<String> words, Terminal terminal) {
    try {
      return attempt(words, terminal);
    } catch (IOException e) {
      LOG.debug("The result was not written", e);
      terminal.err().print(Failures.unwritten(e));
      return FAILED;
    } catch (RuntimeException | Error e) {
      LOG.debug("The command ended in the midst of its work", e);
      return report(Failures.described(e, words), terminal);
    }
  }

  private int attempt(List<String> words, Terminal terminal) throws IOException {
    try {
      checkBytes(words);
      Invocation invocation = Words.invocation(words, Commands.NAMES);
      return switch (invocation.command()) {
        case "--help" -> print(terminal, Help.TEXT);
        case "--version" -> print(terminal, "jkexec " + version + "\n");
        default -> runCommand(invocation, terminal);
      };
    } catch (UsageException e) {
      terminal.err().print(Failures.usage(String.valueOf(e.getMessage())));
      return USAGE;
    }
  }

  /**
   * Runs one command, and returns its result instead of showing it.
   *
   * @param command the command's name
   * @param words its arguments
   * @param terminal where to show progress
   * @return the result; text if help or a document is requested
   * @throws UsageException if the arguments are invalid
   * @throws KexecException if the operation is refused or fails
   */
  public Object evaluate(String command, List<String> words, Terminal terminal)
      throws UsageException, KexecException {
    checkBytes(words);
    Syntax syntax = Commands.syntax(command);
    Arguments arguments = Arguments.parse(syntax, words);
    if (arguments.has(Syntax.HELP)) {
      return syntax.help();
    }
    try {
      return evaluate(Commands.create(command, arguments), arguments, terminal);
    } catch (RuntimeException | Error e) {
      LOG.debug("The command ended in the midst of its work", e);
      throw Failures.described(e, Stream.concat(Stream.of(command), words.stream()).toList());
    }
  }

  /** An argument with lost bytes would name another file or another command line than intended. */
  private static void checkBytes(List<String> words) throws UsageException {
    for (String word : words) {
      if (!ByteText.isBytes(word)) {
        throw new UsageException(
            "'%s' has lost some of its bytes: whoever read it took them for characters of another"
                    .formatted(word)
                + " encoding; start jkexec where /proc is mounted, or in a UTF-8 locale such as"
                + " C.UTF-8");
      }
    }
  }

  private <V> Object evaluate(Command<V> command, Arguments arguments, Terminal terminal)
      throws KexecException {
    V value = call(command, arguments, terminal);
    return arguments.has(Syntax.JSON) ? text(command.json(value)) : value;
  }

  private <V> V call(Command<V> command, Arguments arguments, Terminal terminal)
      throws KexecException {
    try (Progress progress = new Progress(terminal, Volume.of(arguments))) {
      return command.call(
          new CommandContext(
              kexec.open(command.lasts()),
              simulators,
              rehearsals,
              exports,
              entries,
              linux,
              progress,
              images));
    }
  }

  private int runCommand(Invocation invocation, Terminal terminal)
      throws UsageException, IOException {
    Syntax syntax = Commands.syntax(invocation.command());
    Arguments arguments = Arguments.parse(syntax, invocation.words());
    return arguments.has(Syntax.HELP)
        ? print(terminal, syntax.help())
        : run(Commands.create(invocation.command(), arguments), arguments, terminal);
  }

  private <V> int run(Command<V> command, Arguments arguments, Terminal terminal)
      throws IOException {
    boolean json = arguments.has(Syntax.JSON);
    try {
      V value = call(command, arguments, terminal);
      if (arguments.has(Syntax.DEBUG)) {
        command.loaded(value).ifPresent(plan -> terminal.err().print(text(plan)));
      }
      if (json) {
        print(terminal, text(command.json(value)));
      } else if (!arguments.has(Syntax.QUIET)) {
        print(terminal, show(command, value, terminal));
      }
      return command.exitStatus(value);
    } catch (KexecException e) {
      try {
        if (json && e instanceof PlanRefusedException refused) {
          print(terminal, text(refusal(command, refused)));
        }
      } finally {
        report(e, terminal);
      }
      return statusOf(e);
    }
  }

  private static String text(Plan plan) {
    Page page = new Page(false);
    PlanText.write(plan, page);
    return page.toString();
  }

  private static int report(KexecException failure, Terminal terminal) {
    terminal.err().print(Failures.text(failure));
    return statusOf(failure);
  }

  private static int statusOf(KexecException failure) {
    return failure instanceof NotPermittedException ? NOT_PERMITTED : FAILED;
  }

  private static JsonObject refusal(Command<?> command, PlanRefusedException refused) {
    if (refused.draft().isPresent()) {
      return PlanJson.of(refused.draft().get().toBuilder().findings(refused.findings()).build());
    }
    return PlanJson.refused(command.kernel(), refused.findings());
  }

  private static <V> String show(Command<V> command, V value, Terminal terminal) {
    Page page = new Page(terminal.colours());
    command.show(value, page);
    return page.toString();
  }

  private static String text(JsonElement json) {
    Gson gson =
        new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();
    return Printable.json(gson.toJson(json)) + "\n";
  }

  private static int print(Terminal terminal, String text) throws IOException {
    terminal.out().write(text);
    terminal.out().flush();
    return DONE;
  }
}
