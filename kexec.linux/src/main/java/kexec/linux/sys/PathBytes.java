package kexec.linux.sys;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The bytes of a file name. A name is bytes to Linux; the platform's own text of it has lost those
 * that its encoding does not have, but its URI has them all (RFC 3986, section 2.1).
 */
final class PathBytes {

  private PathBytes() {}

  /** Returns the absolute name, with a NUL behind it. */
  static byte[] of(Path path) {
    URI uri = path.toUri();
    byte[] raw = uri.getRawPath().getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length + 1);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] == '%') {
        bytes.write(Character.digit(raw[i + 1], 16) << 4 | Character.digit(raw[i + 2], 16));
        i += 2;
      } else {
        bytes.write(raw[i]);
      }
    }
    bytes.write(0);
    return bytes.toByteArray();
  }
}
