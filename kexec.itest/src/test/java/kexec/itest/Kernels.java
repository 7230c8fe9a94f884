package kexec.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kexec.itest.exam.ForkFiles;
import kexec.x86.internal.SyntheticBzImage;

/**
 * A kernel for the tests in the framework. It is written where the tests are driven, because the
 * class that makes it is no bundle; the framework runs in the same process and finds its path in a
 * system property.
 */
final class Kernels {

  private static final String PROPERTY = "kexec.itest.kernel";

  private Kernels() {}

  /** Writes the kernel. Called outside the framework. */
  static void write() {
    try {
      Path file = ForkFiles.file("synthetic-bzImage");
      Files.write(file, new SyntheticBzImage().bytes());
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
