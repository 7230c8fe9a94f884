package kexec.base.purgatory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A machine in software emulation, by QEMU, whose serial port is read. */
public class EmulatedMachine implements AutoCloseable {

  private static final int SECONDS = 120;
  private static final int PAUSE_MILLIS = 20;

  private final Path serial;
  private final Process process;
  private final Writer monitor;

  /**
   * Starts it.
   *
   * @param directory for its files
   * @param command QEMU's program, machine, processor, memory and content
   */
  public EmulatedMachine(Path directory, List<String> command) throws IOException {
    this.serial = Files.createTempFile(directory, "serial", "");
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of("-display", "none", "-nic", "none", "-no-reboot"));
    whole.addAll(List.of("-serial", "file:" + serial, "-monitor", "stdio"));
    this.process =
        new ProcessBuilder(whole)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("monitor").toFile())
            .start();
    this.monitor = process.outputWriter();
  }

  /** Waits until it is switched off or reset; returns its output. */
  public List<String> output() throws IOException, InterruptedException {
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("ends").isTrue();
    return lines();
  }

  /** Waits until it has written a line and keeps running; returns its whole output. */
  public List<String> outputUntil(String line) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    List<String> lines = lines();
    while (!lines.contains(line)) {
      assertThat(process.isAlive()).as("it runs; it wrote %s", lines).isTrue();
      assertThat(System.nanoTime()).as("it wrote %s", lines).isLessThan(end);
      process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      lines = lines();
    }
    return lines;
  }

  /** Gives QEMU's monitor commands, of which the last one ends it. */
  protected void command(String commands) throws IOException, InterruptedException {
    monitor.write(commands);
    monitor.flush();
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("ends").isTrue();
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(serial, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
