package kexec.vmtest.swap.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The state of both crash slots as reported by the receivers themselves, without services. */
final class Truths {

  private static final Path KERNEL = Path.of("/sys/kernel/kexec_crash_loaded");

  private final Path manifest;
  private final boolean underXen;

  /**
   * Creates it.
   *
   * @param directory where the simulated machine keeps its images
   * @param real the other machine
   */
  Truths(Path directory, String real) {
    manifest = directory.resolve("crash.manifest");
    underXen = real.equals("xen");
  }

  boolean isSimArmed() {
    return Files.exists(manifest);
  }

  boolean isRealArmed() {
    try {
      return underXen ? isXenArmed() : Files.readString(KERNEL).strip().equals("1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Uses a program independent of jkexec: it exits with 1 if a crash image is loaded. */
  private static boolean isXenArmed() throws IOException {
    Process status = new ProcessBuilder("kexec", "-S").redirectErrorStream(true).start();
    try (InputStream output = status.getInputStream()) {
      output.readAllBytes();
      return status.waitFor() == 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while kexec -S ran", e);
    }
  }

  @Override
  public String toString() {
    return "sim=" + isSimArmed() + " real=" + isRealArmed();
  }
}
