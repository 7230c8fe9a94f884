package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.SegmentData;
import kexec.base.purgatory.Tools;

/**
 * A PC in software emulation that loads segments and jumps, with {@code
 * src/test/purgatory/loader.S}: into long mode with a 1:1 map of 4 GiB, without a stack, without
 * descriptor tables, and with SSE disabled.
 */
final class EmulatedReceiver implements AutoCloseable {

  /** Content at an address, zero-filled to the end of its memory. */
  record Piece(long start, SegmentData content, long memory) {}

  private static final int ROW = 4 * Long.BYTES;
  private static final int SECONDS = 120;
  private static final int PAUSE_MILLIS = 20;

  private final Path directory;
  private final Path serial;
  private final Process process;
  private final Writer monitor;

  private EmulatedReceiver(Path directory, Path image) throws IOException {
    this.directory = directory;
    this.serial = Files.createTempFile(directory, "serial", "");
    this.process =
        new ProcessBuilder(
                "qemu-system-x86_64",
                "-accel",
                "tcg",
                "-m",
                "256M",
                "-cpu",
                "max",
                "-display",
                "none",
                "-nic",
                "none",
                "-no-reboot",
                "-kernel",
                directory.resolve("loader.bin").toString(),
                "-initrd",
                image.toString(),
                "-serial",
                "file:" + serial,
                "-monitor",
                "stdio",
                "-device",
                "isa-debug-exit,iobase=0xf4")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("monitor").toFile())
            .start();
    this.monitor = process.outputWriter();
  }

  /** Assembles the code to run; skips the test if that is not possible. */
  static byte[] kernel(Path directory) throws IOException, InterruptedException {
    Tools.assume("as", "ld", "objcopy", "qemu-system-x86_64");
    Tools.run(directory, "src/test/purgatory/build", directory.toString());
    return Files.readAllBytes(directory.resolve("kernel.bin"));
  }

  /** Starts it. */
  static EmulatedReceiver start(Path directory, MachineAddress entry, List<Piece> pieces)
      throws IOException {
    ByteBuffer head =
        ByteBuffer.allocate(2 * Long.BYTES + pieces.size() * ROW).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(entry.value()).putLong(pieces.size());
    ByteArrayOutputStream contents = new ByteArrayOutputStream();
    for (Piece piece : pieces) {
      byte[] content = Bench.bytes(piece.content());
      head.putLong(piece.start()).putLong(content.length).putLong(piece.memory());
      head.putLong(head.capacity() + contents.size());
      contents.writeBytes(content);
    }
    ByteArrayOutputStream image = new ByteArrayOutputStream();
    image.writeBytes(head.array());
    image.writeBytes(contents.toByteArray());
    return new EmulatedReceiver(
        directory, Files.write(Files.createTempFile(directory, "image", ""), image.toByteArray()));
  }

  /** Waits until it is switched off or reset; returns its output. */
  List<String> output() throws IOException, InterruptedException {
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("ends").isTrue();
    return Files.readAllLines(serial);
  }

  /** Waits until it has written a line and keeps running; returns its whole output. */
  List<String> outputUntil(String line) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    List<String> lines = Files.readAllLines(serial);
    while (!lines.contains(line)) {
      assertThat(process.isAlive()).as("it runs; it wrote %s", lines).isTrue();
      assertThat(System.nanoTime()).as("it wrote %s", lines).isLessThan(end);
      process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      lines = Files.readAllLines(serial);
    }
    return lines;
  }

  /** Sends a non-maskable interrupt, then switches it off; returns the lines on its screen. */
  List<String> screenAfterInterrupt() throws IOException, InterruptedException {
    Path cells = directory.resolve("screen");
    monitor.write("nmi\npmemsave 0xb8000 4000 \"%s\"\nquit\n".formatted(cells));
    monitor.flush();
    assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("ends").isTrue();
    byte[] bytes = Files.readAllBytes(cells);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length; i += 2) {
      text.append((char) bytes[i]);
    }
    return text.toString().replaceAll("(.{80})", "$1\n").lines().map(String::strip).toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
