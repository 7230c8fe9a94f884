package kexec.shell.internal.front;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kexec.shell.internal.cli.Commands;
import kexec.shell.internal.cli.FakeEntries;
import kexec.shell.internal.cli.Run;
import org.apache.felix.gogo.jline.Builtin;
import org.apache.felix.gogo.jline.Parser;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.jline.builtins.Completers;
import org.jline.builtins.Completers.CompletionData;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion in a real Gogo with JLine's real completer, which asks as Gogo's shell does. */
class GogoCompletionTest {

  @TempDir private Path directory;
  private final ThreadIOImpl streams = new ThreadIOImpl();
  private CommandSession session;
  private LineReader reader;

  @BeforeEach
  void start() throws IOException {
    streams.start();
    CommandProcessorImpl gogo = new CommandProcessorImpl(streams);
    GogoCommands commands = new GogoCommands(new Run(directory).cli());
    Commands.NAMES.forEach(name -> gogo.addCommand("kexec", commands, name));
    Builtin builtin = new Builtin();
    gogo.addCommand("gogo", builtin, "__files");
    gogo.addCommand("gogo", builtin, "__directories");
    gogo.addListener(new GogoSessions(() -> Optional.of(new FakeEntries())));
    PrintStream print = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    session = gogo.createSession(new ByteArrayInputStream(new byte[0]), print, print);
    Path files = Files.createDirectories(directory.resolve("files"));
    Files.createDirectories(files.resolve("out"));
    Files.writeString(files.resolve("vmlinuz"), "");
    session.currentDir(files);
    session.put("SCOPE", "gogo:*");
    reader =
        LineReaderBuilder.builder()
            .terminal(new DumbTerminal(new ByteArrayInputStream(new byte[0]), print))
            .parser(new Parser())
            .completer(new Completers.Completer(new Environment()))
            .build();
    session.put(Shell.VAR_READER, reader);
  }

  @AfterEach
  void stop() {
    session.close();
    streams.stop();
  }

  /** What the shell does before it reads lines. */
  private void openShell() throws Exception {
    session.put(Shell.VAR_COMPLETIONS, new HashMap<>());
    session.execute("profile = read");
  }

  private List<Candidate> candidates(String line) {
    List<Candidate> candidates = new ArrayList<>();
    new Completers.Completer(new Environment())
        .complete(
            reader,
            new Parser().parse(line, line.length(), org.jline.reader.Parser.ParseContext.COMPLETE),
            candidates);
    return candidates;
  }

  /** {@return what JLine leaves of the candidates: what begins with the typed word} */
  private List<String> offered(String line) {
    String word = line.substring(line.lastIndexOf(' ') + 1);
    return candidates(line).stream()
        .map(Candidate::value)
        .filter(value -> value.startsWith(word))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a command              | 'kexec:cra'                             | kexec:crashsize kexec:crashkernel
          an option              | 'kexec:plan --ap'                       | --append
          without the scope      | 'plan --ap'                             | --append
          options                | 'kexec:plan --mem-m'                    | --mem-min --mem-max
          a value                | 'kexec:plan -t mul'                     | multiboot2 multiboot
          a value in the word    | 'kexec:load --until=k'                  | --until=kernel
          no option's value yet  | 'kexec:load --unti'                     | --until
          a value of any text    | 'kexec:plan --append '                  | ''
          any text in the word   | 'kexec:plan --append=r'                 | ''
          a value like an option | 'kexec:plan --append --js'              | ''
          a file                 | 'kexec:plan --initrd vm'                | vmlinuz
          a directory            | 'kexec:plan --segments-to '             | out/
          an entry               | 'kexec:plan --entry '                   | default new xen bad
          a parameter            | 'kexec:plan vm'                         | vmlinuz
          one after an option    | 'kexec:plan --reuse-cmdline vm'         | vmlinuz
          no second parameter    | 'kexec:inspect vmlinuz vm'              | ''
          a second one           | 'kexec:compare vmlinuz vm'              | vmlinuz
          options after the last | 'kexec:backends '                       | --json -q --quiet --verbose -d --debug -h --help
          given, again           | 'kexec:plan --initrd=a --ini'           | --initrd
          given, not again       | 'kexec:plan --append=a --app'           | ''
          given by another name  | 'kexec:plan --command-line a --app'     | ''
          an excluded one        | 'kexec:plan --quiet --deb'              | ''
          after the last option  | 'kexec:plan -- --app'                   | ''
          an unknown option      | 'kexec:plan --frobnicate --app'         | --append
          """)
  void itOffers(String what, String line, String offered) throws Exception {
    openShell();
    List<String> expected = offered.isEmpty() ? List.of() : List.of(offered.split(" ", -1));
    assertThat(offered(line)).as(what).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void optionsAreDescribed() throws Exception {
    openShell();
    assertThat(candidates("kexec:plan --mem-max"))
        .filteredOn(candidate -> candidate.value().equals("--mem-max"))
        .singleElement()
        .extracting(Candidate::descr)
        .isEqualTo("No segment at or above this address");
  }

  /** Another shell than JLine's has no such variable, and none of JLine's classes. */
  @Test
  void anotherShellsSessionIsLeftAlone() throws Exception {
    session.execute("profile = read");
    assertThat(session.get(Shell.VAR_COMPLETIONS)).isNull();
    assertThat(offered("kexec:plan --ap")).isEmpty();
  }

  @Test
  void whatAUserAddsStays() throws Exception {
    openShell();
    List<CompletionData> plan = Shell.getCompletions(session).get("kexec:plan");
    plan.add(new CompletionData(List.of("--mine"), null, null, null));
    session.execute("another = line");
    assertThat(offered("kexec:plan --mi")).containsExactly("--mine");
  }

  /** As in Gogo's shell. */
  private final class Environment implements Completers.CompletionEnvironment {
    @Override
    public Map<String, List<CompletionData>> getCompletions() {
      return Shell.getCompletions(session);
    }

    @Override
    public Set<String> getCommands() {
      return Shell.getCommands(session);
    }

    @Override
    public String resolveCommand(String command) {
      return Shell.resolve(session, command);
    }

    @Override
    public String commandName(String command) {
      return command.substring(command.indexOf(':') + 1);
    }

    @Override
    public Object evaluate(LineReader line, ParsedLine parsed, String text) throws Exception {
      session.put(Shell.VAR_COMMAND_LINE, parsed);
      return session.execute(text);
    }
  }
}
