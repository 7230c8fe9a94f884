package kexec.rehearse.internal.kernel;

import java.util.List;

/**
 * Writes a log as Linux 6.1 does: the text is formatted with its prefix and a NUL behind the
 * identifier, then moved over the prefix, and the block keeps its size.
 */
final class SyntheticRing {

  private final SyntheticRam ram;
  private final int wordBytes;
  private int at;
  private long id;

  SyntheticRing(SyntheticRam ram, int wordBytes, int at, long id) {
    this.ram = ram;
    this.wordBytes = wordBytes;
    this.at = at;
    this.id = id;
  }

  static long firstId(int wordBytes) {
    return (wordBytes == Long.BYTES ? 1L << 62 : 1L << 30) - 4096;
  }

  SyntheticRing log(List<String> texts) {
    texts.forEach(this::log);
    return this;
  }

  SyntheticRing log(String text) {
    ram.word(at, wordBytes, id);
    int end = ram.text(at + wordBytes, "\0016" + text + "\n\0");
    ram.text(at + wordBytes, text);
    at += (end - at + wordBytes - 1) / wordBytes * wordBytes;
    return skip();
  }

  /** Logs an empty text, which has no block. */
  SyntheticRing skip() {
    id = (id + 1) & (wordBytes == Long.BYTES ? -1L >>> 2 : -1 >>> 2);
    return this;
  }

  /** Leaves the identifier of a block that did not fit, and what was there before. */
  SyntheticRing stub() {
    ram.word(at, wordBytes, id);
    at += wordBytes;
    return this;
  }

  SyntheticRing moveTo(int offset) {
    at = offset;
    return this;
  }

  int at() {
    return at;
  }
}
