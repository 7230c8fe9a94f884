package kexec.api.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * File names as {@link ByteText}. On Linux, a name is a byte string, and a {@link Path} of the
 * default file system holds these bytes. The text of a {@code Path} goes through the encoding of
 * the JVM's locale, which has no byte above 127 in the C locale. A {@code file} URI keeps all
 * bytes, whatever the locale (RFC 3986, section 2.1).
 */
public final class FileName {

  private static final Path ROOT = Path.of("/");
  private static final Path WORKING_DIRECTORY = Path.of("/proc/self/cwd");

  private FileName() {}

  /**
   * {@return the path with the given name. It is relative if the name is, but absolute if the JVM
   * does not know its own working directory because the locale's encoding cannot represent the
   * directory's name}
   *
   * @param name absolute or relative, as {@link ByteText}
   * @throws InvalidPathException if the name contains a NUL, or is not a {@link ByteText}
   */
  public static Path path(String name) {
    if (name.indexOf('\0') >= 0) {
      throw new InvalidPathException(name, "a file's name cannot have a NUL");
    }
    if (!ByteText.isBytes(name)) {
      throw new InvalidPathException(
          name, "a file's name is bytes, and some of these were lost before");
    }
    Path path = isAscii(name) ? Path.of(name) : encoded(name);
    return path.isAbsolute() || knowsWorkingDirectory() ? path : workingDirectory().resolve(path);
  }

  private static Path encoded(String name) {
    StringBuilder uri = new StringBuilder("file:///");
    // The leading slash is harmless for an absolute name, and required in a URI for a relative one.
    for (byte b : ByteText.bytes(name)) {
      uri.append(b == '/' ? "/" : "%%%02X".formatted(b));
    }
    Path absolute = Path.of(URI.create(uri.toString()));
    return name.startsWith("/") ? absolute : absolute.subpath(0, absolute.getNameCount());
  }

  private static boolean knowsWorkingDirectory() {
    return System.getProperty("user.dir", "").indexOf('\ufffd') < 0;
  }

  private static Path workingDirectory() {
    try {
      return Files.readSymbolicLink(WORKING_DIRECTORY);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the working directory's name is not of this locale's encoding, and cannot be read", e);
    }
  }

  /**
   * {@return the name of a path, as {@link ByteText}; {@link #path} converts it back to an equal
   * path}
   *
   * @param path a path of the default file system, absolute or relative
   */
  public static String of(Path path) {
    String text = path.toString();
    return isAscii(text) ? text : ByteText.of(bytes(path));
  }

  private static byte[] bytes(Path path) {
    byte[] raw = ROOT.resolve(path).toUri().getRawPath().getBytes(StandardCharsets.US_ASCII);
    // The URI of a directory ends with a slash, the path does not.
    int end = raw.length > 1 && raw[raw.length - 1] == '/' ? raw.length - 1 : raw.length;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(end);
    for (int i = path.isAbsolute() ? 0 : 1; i < end; i++) {
      if (raw[i] == '%') {
        bytes.write(Character.digit(raw[i + 1], 16) << 4 | Character.digit(raw[i + 2], 16));
        i += 2;
      } else {
        bytes.write(raw[i]);
      }
    }
    return bytes.toByteArray();
  }

  static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }
}
