package kexec.vmtest.swap.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What both receivers themselves say of their crash slots; no service of a bundle is asked. */
final class Truths {

  private static final Path KERNEL = Path.of("/sys/kernel/kexec_crash_loaded");

  private final Path manifest;

  /**
   * Makes it.
   *
   * @param directory where the simulated machine keeps its images
   */
  Truths(Path directory) {
    manifest = directory.resolve("crash.manifest");
  }

  boolean isSimArmed() {
    return Files.exists(manifest);
  }

  boolean isKernelArmed() {
    try {
      return Files.readString(KERNEL).strip().equals("1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "sim=" + isSimArmed() + " kernel=" + isKernelArmed();
  }
}
