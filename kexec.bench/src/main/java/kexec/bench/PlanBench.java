package kexec.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kexec.api.Kexec;
import kexec.core.internal.KexecCore;
import kexec.core.internal.machine.Offer;
import kexec.linux.LinuxTexts;
import kexec.shell.internal.cli.Cli;
import kexec.shell.internal.terminal.Terminal;
import kexec.sim.internal.SimulatorComponent;
import kexec.x86.internal.BzImageProtocol;

/** What the command consists of, without a machine of this host. */
final class PlanBench implements AutoCloseable {

  private final KexecCore core;
  private final Cli cli;

  /**
   * Assembles it.
   *
   * @param records the directory for records, in which nothing is written
   */
  PlanBench(Path records) {
    core =
        new KexecCore(
            new KexecCore.Settings(records, Optional.empty(), false, false, Optional.empty()),
            () -> false);
    core.addProtocol(
        new Offer<>("", "x86_64", "none", false, 0, 0, "kexec.x86", 0, new BzImageProtocol()));
    cli =
        new Cli(
            lasts -> core,
            () -> Optional.of(new SimulatorComponent()),
            Optional::empty,
            Optional::empty,
            Optional::empty,
            new LinuxTexts(),
            "benchmark",
            Optional::empty);
  }

  Kexec kexec() {
    return core;
  }

  KexecCore core() {
    return core;
  }

  /** Runs a command that must end with a status, and returns what it wrote. */
  String run(int status, String... words) throws IOException {
    StringWriter out = new StringWriter();
    PrintStream err = status == 0 ? System.err : new PrintStream(PrintStream.nullOutputStream());
    int ended = cli.run(List.of(words), Terminal.unwatched(out, err));
    if (ended != status) {
      throw new IOException("%s ended with %s".formatted(Arrays.toString(words), ended));
    }
    return out.toString();
  }

  @Override
  public void close() {
    core.close();
  }
}
