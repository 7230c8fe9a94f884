package kexec.base.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import kexec.api.boot.BootFile;
import kexec.api.fault.BadFileException;

/** Searches for the version banner that a Linux kernel prints to its log. */
public final class LinuxBanner {

  private static final byte[] PREFIX = "Linux version ".getBytes(StandardCharsets.US_ASCII);

  /** The banner follows the kernel code, which in a vmlinux precedes all debugging information. */
  private static final long SEARCHED = 64L << 20;

  private static final int PIECE = 1 << 20;
  private static final int LONGEST = 512;

  private LinuxBanner() {}

  /**
   * Searches for the banner.
   *
   * @return the version and the rest of its line, or empty if the file's first 64 MiB do not have
   *     the banner
   */
  public static Optional<String> find(BootFile file) throws BadFileException {
    long end = Math.min(file.size(), SEARCHED);
    // Pieces overlap, so that a text that crosses a boundary is whole in one of them.
    for (long at = 0; at < end; at += PIECE) {
      int length = (int) Math.min(PIECE + LONGEST, file.size() - at);
      Optional<String> found = find(FileBytes.copy(file.data(), at, length));
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

  /** Skips a format string, "Linux version %s", because no digit follows. */
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
