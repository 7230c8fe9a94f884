package kexec.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import kexec.api.entry.BootEntries;
import kexec.api.fault.Attempt;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.text.ProcessWords;
import kexec.entries.internal.SystemEntries;
import kexec.launch.KeptState;
import kexec.launch.PrivateDirectory;
import kexec.launch.Trust;
import kexec.linux.LinuxRoot;
import kexec.linux.LinuxTexts;
import kexec.linux.sys.LinuxCalls;
import kexec.logging.StandardErrorProvider;
import kexec.rehearse.internal.RehearsalComponent;
import kexec.rehearse.internal.export.PlanExporter;
import kexec.shell.internal.cli.Cli;
import kexec.shell.internal.cli.Volume;
import kexec.shell.internal.terminal.SystemTerminal;
import kexec.sim.internal.SimulatorComponent;

/** The main class of the command. */
public final class Main {

  private Main() {}

  /**
   * Runs a command and ends the process with its exit status.
   *
   * @param words the words of the command line
   */
  public static void main(String[] words) {
    Volume.logLevel(List.of(words)).ifPresent(level -> System.setProperty("kexec.log", level));
    useLogger();
    Ahead.start(List.of(words));
    int status = run(List.of(words), LinuxRoot.running(), new NativeCalls());
    if (status != 0) {
      // Since Java 21 an explicit exit takes ten milliseconds, to find out that nobody logs it.
      System.exit(status);
    }
  }

  /**
   * Runs a command.
   *
   * @param decoded the words of the command line, the last of this process's arguments
   * @param root the system
   * @param calls opens its calls
   * @return the exit status
   */
  static int run(List<String> decoded, LinuxRoot root, Attempt<LinuxCalls> calls) {
    // Numbers have ASCII digits whatever the user's locale; for this one, no symbols are read.
    Locale.setDefault(Locale.US);
    Optional<String> machine = Optional.ofNullable(System.getProperty("kexec.default.machine"));
    Wiring wiring = new Wiring(root, Main::state, machine, calls);
    Supplier<Optional<BootEntries>> entries =
        () -> Optional.of(new SystemEntries(root, System.getProperty("os.arch", "")));
    WiredImages images = new WiredImages(wiring, Main::state, Main::trust, entries);
    try (wiring) {
      return new Cli(
              wiring,
              () -> Optional.of(new SimulatorComponent()),
              () -> Optional.of(new RehearsalComponent()),
              () -> Optional.of(new PlanExporter()),
              entries,
              new LinuxTexts(),
              Version.TEXT,
              () -> Optional.of(images))
          .run(ProcessWords.arguments(decoded), SystemTerminal.open());
    }
  }

  /**
   * Named, SLF4J does not search the class path for it, which takes it longer than anything else.
   */
  static void useLogger() {
    System.setProperty("slf4j.provider", StandardErrorProvider.class.getName());
    System.setProperty("slf4j.internal.verbosity", "WARN");
  }

  /** Without a directory of its own, the state lasts as long as the process. */
  private static Path state() throws KexecException {
    Optional<Path> kept = KeptState.directory(trust());
    return kept.isPresent() ? kept.get() : PrivateDirectory.ofThisRun().path();
  }

  private static Trust trust() throws KexecException {
    try {
      return Trust.ofThisUser();
    } catch (IOException e) {
      throw new KexecException(
          new Fault(
              "user-unknown",
              "finding out whose process this is",
              Causes.of(e),
              "Start jkexec where /proc is mounted."),
          e);
    }
  }
}
