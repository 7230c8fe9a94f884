package kexec.core.internal.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/** Detects the kind of host, without privileges. */
public final class HostProbe {

  private static final int MAX_BYTES = 64;

  private HostProbe() {}

  /**
   * {@return the kind of host; what cannot be read counts as absent}
   *
   * @param root the root of its file system
   * @param platform the Java platform's system properties
   */
  public static HostFacts probe(Path root, Properties platform) {
    String firmware = firstWord(root.resolve("sys/hypervisor/type")).toLowerCase(Locale.ROOT);
    return new HostFacts(
        platform.getProperty("os.name", "").toLowerCase(Locale.ROOT),
        HostFacts.architecture(platform.getProperty("os.arch", "")),
        firmware.isEmpty() ? "none" : firmware,
        Files.isDirectory(root.resolve("sys/firmware/efi")));
  }

  private static String firstWord(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
