package kexec.x86.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.base.purgatory.DamageableImage.Piece;
import kexec.base.purgatory.EmulatedMachine;
import kexec.base.purgatory.Tools;

/**
 * A PC in software emulation that loads segments and jumps, with {@code
 * src/test/purgatory/loader.S}: into long mode with a 1:1 map of 4 GiB, without a stack, without
 * descriptor tables, and with SSE disabled.
 */
final class EmulatedReceiver extends EmulatedMachine {

  private static final int ROW = 4 * Long.BYTES;

  private final Path directory;

  private EmulatedReceiver(Path directory, Path image) throws IOException {
    super(
        directory,
        List.of(
            "qemu-system-x86_64",
            "-accel",
            "tcg",
            "-m",
            "256M",
            "-cpu",
            "max",
            "-kernel",
            directory.resolve("loader.bin").toString(),
            "-initrd",
            image.toString(),
            "-device",
            "isa-debug-exit,iobase=0xf4"));
    this.directory = directory;
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
      byte[] content = piece.bytes();
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

  /** Sends a non-maskable interrupt, then switches it off; returns the lines on its screen. */
  List<String> screenAfterInterrupt() throws IOException, InterruptedException {
    Path cells = directory.resolve("screen");
    command("nmi\npmemsave 0xb8000 4000 \"%s\"\nquit\n".formatted(cells));
    byte[] bytes = Files.readAllBytes(cells);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.length; i += 2) {
      text.append((char) bytes[i]);
    }
    return text.toString().replaceAll("(.{80})", "$1\n").lines().map(String::strip).toList();
  }
}
