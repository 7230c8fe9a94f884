package kexec.linux.host;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.internal.KernelFile;
import kexec.linux.internal.Malformed;
import org.jspecify.annotations.Nullable;

/**
 * Reads the build configuration of the running kernel from the kernel or the distribution, once: it
 * does not change while the kernel runs. Thread-safe.
 */
public final class KernelConfigReader {

  /** The maximum length of a {@code .config} in bytes; those of distributions have 300 KiB. */
  public static final int MAX_LENGTH = 4 << 20;

  private final LinuxRoot root;
  private volatile @Nullable KernelConfig found;

  /**
   * Creates a reader.
   *
   * @param root the system to read
   */
  public KernelConfigReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * {@return the options from {@code /proc/config.gz}, which is the kernel's own, otherwise from
   * {@code /boot/config-RELEASE} or {@code /lib/modules/RELEASE/config}; empty if none of these
   * files exists}
   *
   * @throws kexec.api.fault.BadFileException if the file contains no options, is too long or cannot
   *     be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public Optional<KernelConfig> read() throws KexecException {
    KernelConfig known = found;
    if (known != null) {
      return Optional.of(known);
    }
    Optional<KernelConfig> read = search();
    found = read.orElse(null);
    return read;
  }

  private Optional<KernelConfig> search() throws KexecException {
    KernelFile own = new KernelFile(root.resolve("/proc/config.gz"));
    Optional<byte[]> packed = own.bytesIfPresent(MAX_LENGTH);
    if (packed.isPresent()) {
      return Optional.of(parse(own, unpack(own, packed.get())));
    }
    String release = new HostReader(root).release();
    for (String place : List.of("/boot/config-" + release, "/lib/modules/" + release + "/config")) {
      KernelFile file = new KernelFile(root.resolve(place));
      Optional<byte[]> text = file.bytesIfPresent(MAX_LENGTH);
      if (text.isPresent()) {
        return Optional.of(parse(file, text.get()));
      }
    }
    return Optional.empty();
  }

  private static byte[] unpack(KernelFile file, byte[] packed) throws KexecException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] text = in.readNBytes(MAX_LENGTH + 1);
      if (text.length > MAX_LENGTH) {
        throw Malformed.because(
            file.source(), "it is longer than " + MAX_LENGTH + " bytes when it is unpacked");
      }
      return text;
    } catch (IOException e) {
      throw Malformed.because(file.source(), "it cannot be unpacked: " + e.getMessage());
    }
  }

  private static KernelConfig parse(KernelFile file, byte[] text) throws KexecException {
    // Options are ASCII; their values may be any bytes.
    KernelConfig config = KernelConfig.parse(new String(text, StandardCharsets.ISO_8859_1));
    if (config.isEmpty()) {
      throw Malformed.because(file.source(), "it names no CONFIG_ option");
    }
    return config;
  }
}
