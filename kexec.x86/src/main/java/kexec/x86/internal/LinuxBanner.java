package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.plan.MappedFile;

/** Looks for the text by which a Linux kernel introduces itself in its log. */
final class LinuxBanner {

  private static final byte[] PREFIX = "Linux version ".getBytes(StandardCharsets.US_ASCII);

  /** It follows the kernel code, which in a vmlinux comes before all debugging information. */
  private static final long SEARCHED = 64L << 20;

  private static final int PIECE = 1 << 20;
  private static final int LONGEST = 512;

  private LinuxBanner() {}

  /**
   * Looks for it.
   *
   * @return the version and what follows on its line, or nothing where the file's first 64 MiB have
   *     no such text
   */
  static Optional<String> find(MappedFile file) throws BadFileException {
    long end = Math.min(file.size(), SEARCHED);
    // Pieces overlap, so that a text across two of them is whole in one.
    for (long at = 0; at < end; at += PIECE) {
      int length = (int) Math.min(PIECE + LONGEST, file.size() - at);
      Optional<String> found = find(FileBytes.copy(file, at, length));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> find(ByteBuffer piece) {
    byte[] bytes = new byte[piece.remaining()];
    piece.get(bytes);
    for (int at = 0; at <= bytes.length - PREFIX.length; at++) {
      if (bytes[at] == PREFIX[0] && startsAt(bytes, at)) {
        Optional<String> text = text(bytes, at + PREFIX.length);
        if (text.isPresent()) {
          return text;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean startsAt(byte[] bytes, int at) {
    for (int i = 1; i < PREFIX.length; i++) {
      if (bytes[at + i] != PREFIX[i]) {
        return false;
      }
    }
    return true;
  }

  /** A format string, "Linux version %s", starts with no digit and is passed over. */
  private static Optional<String> text(byte[] bytes, int from) {
    int to = from;
    while (to < bytes.length && to - from < LONGEST && bytes[to] >= ' ' && bytes[to] < 0x7f) {
      to++;
    }
    boolean version = to > from && bytes[from] >= '0' && bytes[from] <= '9';
    return version
        ? Optional.of(new String(bytes, from, to - from, StandardCharsets.US_ASCII))
        : Optional.empty();
  }
}
