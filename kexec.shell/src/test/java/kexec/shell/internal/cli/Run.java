package kexec.shell.internal.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.entry.BootEntries;
import kexec.api.rehearse.PlanExport;
import kexec.api.rehearse.Rehearsal;
import kexec.api.simulate.Simulator;
import kexec.linux.LinuxTexts;
import kexec.shell.internal.command.ImageKeeping;
import kexec.shell.internal.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** The command line over fakes, with its last result. */
public final class Run {

  public final FakeKexec kexec = new FakeKexec();

  /** Whether what was opened is to last, for each time. */
  public final List<Boolean> opened = new ArrayList<>();

  /** What looks after configured images, or nothing. */
  public @Nullable ImageKeeping keeping;

  public final FakeSimulator simulator = new FakeSimulator();

  /** The simulator, while its bundle is there. */
  public Optional<Simulator> present = Optional.of(simulator);

  /** What rehearses plans, while its bundle is there. */
  public Optional<Rehearsal> rehearsal = Optional.empty();

  /** What exports plans, while its bundle is there. */
  public Optional<PlanExport> export = Optional.empty();

  /** What reads the boot entries, while its bundle is there. */
  public Optional<BootEntries> entries = Optional.empty();

  public boolean colours;
  public boolean progress;
  public String out = "";
  public String err = "";
  private final Cli cli;

  /** Creates one whose running kernel has the given command line. */
  public Run(Path root) {
    Path proc = root.resolve("proc");
    try {
      Files.createDirectories(proc);
      Files.writeString(
          proc.resolve("cmdline"),
          "BOOT_IMAGE=/vmlinuz ro crashkernel=1G,high elfcorehdr=0x1 crashkernel=64M,low quiet\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cli =
        new Cli(
            lasts -> {
              opened.add(lasts);
              return kexec;
            },
            () -> present,
            () -> rehearsal,
            () -> export,
            () -> entries,
            new LinuxTexts(proc),
            "1.2.3",
            () -> Optional.ofNullable(keeping));
  }

  public Cli cli() {
    return cli;
  }

  public int run(String... words) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new OutputStreamWriter(result, StandardCharsets.UTF_8),
            new PrintStream(rest, true, StandardCharsets.UTF_8),
            colours,
            progress,
            40);
    int status = cli.run(List.of(words), terminal);
    out = result.toString(StandardCharsets.UTF_8);
    err = rest.toString(StandardCharsets.UTF_8);
    return status;
  }

  public JsonObject json() {
    return JsonParser.parseString(out).getAsJsonObject();
  }
}
