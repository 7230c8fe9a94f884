package kexec.rehearse.internal.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A program that ends with this process, however this process ends, and the directory of its files,
 * which then goes too. A shell between the two waits for the end of its standard input, which comes
 * when this process closes it or dies.
 */
final class Guard implements AutoCloseable {

  /**
   * A background command gets no standard input of its own, so that descriptor 3 keeps the pipe.
   * Signals from the terminal are ignored: the end of this process is what counts. The process that
   * becomes the program tells its id first, so that the program's messages follow it on standard
   * output. The shell itself must say nothing there: it would tell of the killed program, and die
   * of that before it removes the directory if nobody is left to read it.
   */
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      exec 3<&0
      directory=$1
      shift
      sh -c 'echo "$$"; exec "$@"' "$1" "$@" </dev/null 3<&- &
      program=$!
      exec >/dev/null 2>&1
      { read -r _ <&3; kill -KILL "$program"; } &
      watch=$!
      wait "$program"
      status=$?
      kill "$watch"
      rm -rf -- "$directory"
      exit "$status"
      """;

  /** How much of a program's messages is kept. */
  private static final int MESSAGES = 1 << 14;

  private final Process shell;
  private final BufferedReader output;
  private final long program;
  private final StringBuilder messages = new StringBuilder();
  private final Thread reader;

  /**
   * Starts a program.
   *
   * @param command its command line
   * @param directory removed when it has ended
   * @throws IOException if the shell cannot be started
   */
  Guard(List<String> command, Path directory) throws IOException {
    List<String> words = new ArrayList<>(List.of("sh", "-c", SCRIPT, "jkexec-emulator"));
    words.add(directory.toString());
    words.addAll(command);
    shell = new ProcessBuilder(words).redirectErrorStream(true).start();
    output =
        new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
    program = programId(output);
    reader = new Thread(this::readMessages, "jkexec-emulator-messages");
    reader.setDaemon(true);
    reader.start();
  }

  private static long programId(BufferedReader output) throws IOException {
    String first = output.readLine();
    try {
      return Long.parseLong(String.valueOf(first));
    } catch (NumberFormatException e) {
      throw new IOException("the shell said '" + first + "' instead of a process id", e);
    }
  }

  private void readMessages() {
    char[] part = new char[1024];
    try {
      for (int read = output.read(part); read >= 0; read = output.read(part)) {
        keep(part, read);
      }
    } catch (IOException e) {
      // The pipe was closed with the process; what was read is all there is.
      return;
    }
  }

  private void keep(char[] part, int length) {
    synchronized (messages) {
      if (messages.length() < MESSAGES) {
        messages.append(part, 0, length);
      }
    }
  }

  /** {@return the process id of the program} */
  long program() {
    return program;
  }

  /** {@return whether the program still runs} */
  boolean isAlive() {
    return shell.isAlive();
  }

  /**
   * {@return what the program has written to its standard output and error so far; all of it, if it
   * has ended}
   */
  String messages() {
    if (!isAlive()) {
      awaitReader();
    }
    synchronized (messages) {
      return messages.toString().strip();
    }
  }

  /** A process of the program's own may still hold its output. */
  private void awaitReader() {
    try {
      reader.join(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** {@return completes when the program has ended} */
  CompletableFuture<Process> ended() {
    return shell.onExit();
  }

  /** {@return whether the program has ended, or does so in some time} */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return shell.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Kills the program, and waits for its end and that of its directory. An interruption does not
   * cut this short: a killed program ends soon. A shell that was killed itself leaves the
   * directory, as one that was never started does.
   */
  @Override
  public void close() {
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      shell.destroyForcibly();
    }
    // Unlike waitFor, this is not ended by an interruption.
    shell.onExit().join();
  }
}
