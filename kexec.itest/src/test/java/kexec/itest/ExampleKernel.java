package kexec.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import kexec.itest.exam.ForkFiles;

/**
 * A RISC-V Linux Image with a header and no code (Linux,
 * Documentation/arch/riscv/boot-image-header.rst).
 */
final class ExampleKernel {

  static final int HEADER = 64;

  private static final String PROPERTY = "kexec.itest.kernel.riscv64";
  private static final int FILE_SIZE = 0x3000;

  private final ByteBuffer bytes =
      ByteBuffer.allocate(FILE_SIZE)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putLong(8, 0x200000)
          .putLong(16, 0x5000)
          .putInt(32, 2)
          .put(56, new byte[] {'R', 'S', 'C', 5});

  ExampleKernel u32(int offset, int value) {
    bytes.putInt(offset, value);
    return this;
  }

  ExampleKernel u64(int offset, long value) {
    bytes.putLong(offset, value);
    return this;
  }

  byte[] bytes() {
    return bytes.array().clone();
  }

  /** Writes the kernel. Called outside the framework. */
  static void write() {
    try {
      Path file = ForkFiles.file("synthetic-riscv-Image");
      Files.write(file, new ExampleKernel().bytes());
      System.setProperty(PROPERTY, file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns where the kernel is. Called inside the framework. */
  static Path path() {
    return Path.of(System.getProperty(PROPERTY));
  }
}
