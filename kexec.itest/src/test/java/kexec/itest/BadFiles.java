package kexec.itest;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import kexec.itest.exam.ForkFiles;
import kexec.x86.internal.SyntheticBzImage;
import kexec.x86.internal.SyntheticElf;

/**
 * Invalid kernel files, each with one defect, and one valid file of each kind. They are written
 * outside the framework, like those of {@link Kernels}.
 */
final class BadFiles {

  /** The offsets in the header of {@code e_machine} and {@code e_entry}. */
  private static final int MACHINE = 18;

  private static final int ENTRY = 24;

  /** The offsets in the second program header, which loads 0x800 bytes from 0x2000. */
  private static final int OFFSET = 64 + 56 + 8;

  private static final int PADDR = 64 + 56 + 24;
  private static final int MEMSZ = 64 + 56 + 40;

  /** More than all memory of the simulated machine. */
  static final long HUGE = 8L << 30;

  private static final String PROPERTY = "kexec.itest.bad";

  private final Path directory;

  private BadFiles(Path directory) {
    this.directory = directory;
  }

  /** Writes the files. Called outside the framework. */
  static void write() {
    try {
      Path directory = ForkFiles.file("bad-files");
      Files.createDirectories(directory);
      BadFiles files = new BadFiles(directory);
      files.writeBzImages();
      files.writeElfs();
      files.writeOthers();
      System.setProperty(PROPERTY, directory.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns where a file is. Called inside the framework. */
  static Path path(String name) {
    return Path.of(System.getProperty(PROPERTY), name);
  }

  /** The offsets are those of Documentation/arch/x86/boot.rst. */
  private void writeBzImages() throws IOException {
    byte[] sound = new SyntheticBzImage().bytes();
    write("bzImage", sound);
    write("bzImage-truncated", Arrays.copyOf(sound, 0x1000));
    write("bzImage-setup-sects", changed(sound, file -> file.put(0x1f1, (byte) 64)));
    write("bzImage-version", changed(sound, file -> file.putShort(0x206, (short) 0x20b)));
    write("bzImage-alignment", changed(sound, file -> file.putInt(0x230, 0x300000)));
    write("bzImage-32bit", changed(sound, file -> file.putShort(0x236, (short) 0x7e)));
    write("bzImage-init-size", changed(sound, file -> file.putInt(0x260, 0)));
  }

  private void writeElfs() throws IOException {
    byte[] sound = new SyntheticElf().bytes();
    write("vmlinux", sound);
    write("vmlinux-truncated", Arrays.copyOf(sound, 0x1800));
    write("vmlinux-offset", changed(sound, file -> file.putLong(OFFSET, 0x70000)));
    write("vmlinux-memsz", changed(sound, file -> file.putLong(MEMSZ, 0x7ff)));
    write("vmlinux-overlap", changed(sound, file -> file.putLong(PADDR, 0x1000800)));
    write("vmlinux-entry", changed(sound, file -> file.putLong(ENTRY, 0x5000000)));
    write("vmlinux-arm64", changed(sound, file -> file.putShort(MACHINE, (short) 183)));
  }

  private void writeOthers() throws IOException {
    byte[] magic = "ARMd".getBytes(StandardCharsets.US_ASCII);
    write("Image-arm64", changed(new byte[0x1000], file -> file.put(56, magic)));
    write("empty", new byte[0]);
    Files.createDirectories(directory.resolve("directory"));
    try (RandomAccessFile sparse =
        new RandomAccessFile(directory.resolve("initrd-huge").toFile(), "rw")) {
      sparse.setLength(HUGE);
    }
    writeFifo(directory.resolve("fifo"));
  }

  private static void writeFifo(Path path) throws IOException {
    Files.deleteIfExists(path);
    try {
      int status = new ProcessBuilder("mkfifo", path.toString()).inheritIO().start().waitFor();
      if (status != 0) {
        throw new IOException("mkfifo " + path + " ended with " + status);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void write(String name, byte[] content) throws IOException {
    Files.write(directory.resolve(name), content);
  }

  private static byte[] changed(byte[] sound, Consumer<ByteBuffer> change) {
    ByteBuffer file = ByteBuffer.wrap(sound.clone()).order(ByteOrder.LITTLE_ENDIAN);
    change.accept(file);
    return file.array();
  }
}
