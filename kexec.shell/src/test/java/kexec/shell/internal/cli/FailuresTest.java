package kexec.shell.internal.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.FileWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxTexts;
import kexec.linux.sys.Errno;
import kexec.linux.sys.RunningLinux;
import kexec.shell.internal.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every failure is reported in three parts; a result that cannot be written is a failure. */
class FailuresTest {

  private static final Path FULL = Path.of("/dev/full");

  @TempDir private Path directory;

  static Stream<Arguments> ends() {
    BadFileException described =
        new BadFileException(
            new Fault("file-changed", "reading k", "it was cut short", "Copy it again."));
    return Stream.of(
        arguments(
            new CompletionException(new CompletionException(described)),
            "jkexec: reading k\n  why:  it was cut short (file-changed)\n  cure: Copy it again.\n"),
        arguments(new OutOfMemoryError("Java heap space"), "no more memory"),
        arguments(new InternalError("a fault occurred in an unsafe memory access"), "cut short"),
        arguments(new IllegalStateException("x"), "(unexpected)"),
        arguments(new StackOverflowError(), "(unexpected)"),
        arguments(new ExceptionInInitializerError("x"), "(unexpected)"));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void noEndIsATrace(Throwable end, String told) {
    assertThat(Failures.text(Failures.described(end, List.of("plan", "k"))))
        .startsWith("jkexec: ")
        .contains(told, "\n  why:  ", "\n  cure: ")
        .doesNotContain("\tat ");
  }

  /** Also for those who want the value itself, as the shell of a framework does. */
  @Test
  void anUnexpectedEndOfAnEvaluationIsARefusal() {
    Cli cli =
        new Cli(
            lasts -> {
              throw new IllegalStateException("of a fault");
            },
            Optional::empty,
            Optional::empty,
            Optional::empty,
            Optional::empty,
            new LinuxTexts(),
            "1",
            Optional::empty);
    Terminal nobody = Terminal.unwatched(Writer.nullWriter(), System.err);
    assertThatThrownBy(() -> cli.evaluate("status", List.of("--all"), nobody))
        .isInstanceOfSatisfying(
            KexecException.class,
            e -> {
              assertThat(e.fault().code()).isEqualTo("unexpected");
              assertThat(e.fault().attempted()).contains("status --all");
              assertThat(e.fault().cause()).contains("of a fault");
            });
  }

  @Test
  void aReaderThatHasGoneIsNoneToTell() {
    assertThat(Failures.unwritten(new IOException("Broken pipe"))).isEmpty();
    assertThat(Failures.unwritten(new IOException("x", new IOException("Broken pipe")))).isEmpty();
    String inThisLanguage = RunningLinux.message(Errno.EPIPE).orElseThrow();
    assertThat(Failures.unwritten(new IOException(inThisLanguage))).isEmpty();
    assertThat(Failures.unwritten(new IOException("No space left on device")))
        .contains("No space left on device (output-not-written)", "is done");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--help", "--version", "plan k", "plan k --json", "plan refused --json", "status"})
  @EnabledIf("thereIsAFullDevice")
  void aResultThatIsNotWrittenIsAFailure(String words) throws Exception {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    FileWriter full = new FileWriter(FULL.toFile(), StandardCharsets.UTF_8);
    int status =
        new Run(directory)
            .cli()
            .run(
                List.of(words.split(" ")),
                Terminal.unwatched(full, new PrintStream(err, true, StandardCharsets.UTF_8)));
    assertThat(status).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("(output-not-written)");
  }

  static boolean thereIsAFullDevice() {
    return FULL.toFile().exists();
  }
}
