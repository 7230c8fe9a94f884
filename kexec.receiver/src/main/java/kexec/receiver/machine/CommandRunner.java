package kexec.receiver.machine;

import java.io.IOException;
import java.util.List;

/** Runs programs. */
@FunctionalInterface
interface CommandRunner {

  /**
   * The result of a program.
   *
   * @param exitCode its exit code
   * @param output its output, including its errors
   */
  record Result(int exitCode, String output) {}

  /**
   * Runs a program and waits for its end.
   *
   * @param command its name and arguments
   * @return its result
   * @throws IOException if it cannot be started
   * @throws InterruptedException if this thread is interrupted while waiting
   */
  Result run(List<String> command) throws IOException, InterruptedException;
}
