package kexec.baremetal.internal.machine;

import java.io.IOException;
import java.util.List;

/** Runs programs. */
@FunctionalInterface
interface CommandRunner {

  /**
   * What became of a program.
   *
   * @param exitCode what it ended with
   * @param output what it wrote, its errors included
   */
  record Result(int exitCode, String output) {}

  /**
   * Runs a program and waits for its end.
   *
   * @param command its name and arguments
   * @return what became of it
   * @throws IOException if it cannot be started
   * @throws InterruptedException if this thread is interrupted meanwhile
   */
  Result run(List<String> command) throws IOException, InterruptedException;
}
