package kexec.shell.internal.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import kexec.api.fault.NotPermittedException;
import kexec.api.plan.Plan;
import kexec.shell.internal.args.UsageException;
import kexec.shell.internal.cli.Commands;
import kexec.shell.internal.cli.Run;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands in a real Gogo. */
class GogoTest {

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ThreadIOImpl streams = new ThreadIOImpl();
  private Run run;
  private CommandSession session;

  @BeforeEach
  void start() {
    run = new Run(directory);
    streams.start();
    CommandProcessorImpl gogo = new CommandProcessorImpl(streams);
    GogoCommands commands = new GogoCommands(run.cli());
    Commands.NAMES.forEach(name -> gogo.addCommand("kexec", commands, name));
    gogo.addConverter(new ValueConverter());
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    session = gogo.createSession(new ByteArrayInputStream(new byte[0]), print, print);
  }

  @AfterEach
  void stop() {
    session.close();
    streams.stop();
  }

  @Test
  void valuesAreShownAsTheCommandLineShowsThem() throws Exception {
    for (String words :
        List.of(
            "plan k --append=ro",
            "status",
            "backends",
            "inspect k",
            "simulate k",
            "load k",
            "crashsize",
            "unload -p",
            "compare k k")) {
      Object value = session.execute("kexec:" + words);
      assertThat(run.run(words.split(" "))).isZero();
      assertThat(session.format(value, Converter.INSPECT))
          .asString()
          .as(words)
          .isEqualTo(run.out.stripTrailing());
    }
  }

  @Test
  void executionIsShownAsTheCommandLineShowsIt() throws Exception {
    session.execute("kexec:load k");
    Object report = session.execute("kexec:exec");
    run.run("exec");
    assertThat(session.format(report, Converter.INSPECT))
        .asString()
        .isEqualTo(run.out.stripTrailing());
  }

  @Test
  void scriptsGoOnWithTheValues() throws Exception {
    assertThat(session.execute("p = (kexec:plan k); $p commandLine")).isEqualTo("");
    assertThat(session.execute("(kexec:load k --append=ro) plan")).isInstanceOf(Plan.class);
  }

  @Test
  void helpAndDocumentsAreTexts() throws Exception {
    assertThat(session.execute("kexec:plan --help")).asString().startsWith("Usage: jkexec plan");
    assertThat(session.execute("kexec:status --json")).asString().contains("jkexec.status/1");
  }

  @Test
  void failuresAreExceptions() {
    assertThatThrownBy(() -> session.execute("kexec:plan")).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> session.execute("kexec:plan forbidden"))
        .isInstanceOf(NotPermittedException.class);
  }

  @Test
  void valuesOfOthersAreLeftToOthers() {
    ValueConverter converter = new ValueConverter();
    for (Object value : List.of("text", 7, List.of(), List.of("a"))) {
      assertThat(converter.format(value, Converter.INSPECT, null)).isNull();
    }
    assertThat(converter.convert(String.class, 7)).isNull();
  }
}
