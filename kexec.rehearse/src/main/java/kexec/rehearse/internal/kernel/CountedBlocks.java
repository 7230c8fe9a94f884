package kexec.rehearse.internal.kernel;

import java.nio.ByteBuffer;
import java.util.Optional;
import kexec.base.kernel.Align;

/**
 * The text blocks of the ring buffer that Linux has had since 5.10 (kernel/printk/
 * printk_ringbuffer.c): each is an {@code unsigned long} with the record's identifier, then the
 * text. Blocks are aligned to the size of that word. Identifiers count up by one; a record without
 * a text has none.
 *
 * <p>The length of a text is not here but in another array, whose records differ from one version
 * to the next. So a text ends before its NUL or the next block, and what the kernel leaves of the
 * text that it moved is cut off. A message of a driver is not moved: of one whose last two
 * characters stand there twice, such as {@code 0x060000}, two too many are cut off.
 *
 * @param wordBytes the size of {@code unsigned long}: 8 or 4
 */
record CountedBlocks(int wordBytes) implements LogFormat {

  /** How many records without a text may follow each other. */
  private static final int MOST_SKIPPED = 8;

  /** The two highest bits of an identifier's word belong to the state (DESC_FLAGS_SHIFT). */
  private long mask() {
    return -1L >>> (Long.SIZE - 8 * wordBytes + 2);
  }

  @Override
  public int headerBytes() {
    return wordBytes;
  }

  @Override
  public int alignment() {
    return wordBytes;
  }

  @Override
  public Optional<LogRecord> record(ByteBuffer bytes) {
    if (bytes.limit() <= wordBytes || (word(bytes, 0) & ~mask()) != 0) {
      return Optional.empty();
    }
    long id = word(bytes, 0);
    int limit = Math.min(bytes.limit(), LONGEST);
    int next = nextBlock(bytes, id, limit);
    int end = LogTexts.end(bytes, wordBytes, next < 0 ? limit : next);
    if (end == wordBytes || (next < 0 && end == limit)) {
      return Optional.empty();
    }
    int size = next < 0 ? (int) Align.up(end + 1, wordBytes) : next;
    return Optional.of(new LogRecord(id, LogTexts.moved(bytes, wordBytes, end), size));
  }

  private int nextBlock(ByteBuffer bytes, long id, int limit) {
    for (int at = 2 * wordBytes; at + wordBytes < limit; at += wordBytes) {
      // A block without a text does not exist; memory that was never written reads as one with
      // identifier 0.
      if (isAfter(id, word(bytes, at)) && bytes.get(at + wordBytes) != 0) {
        return at;
      }
    }
    return -1;
  }

  private boolean isAfter(long before, long id) {
    long distance = (id - before) & mask();
    return (id & ~mask()) == 0 && distance >= 1 && distance <= MOST_SKIPPED;
  }

  @Override
  public boolean follows(LogRecord before, LogRecord next) {
    return isAfter(before.id(), next.id());
  }

  /** {@return how far a record's identifier is behind another one's, as a count of records} */
  long distance(long before, long id) {
    return (id - before) & mask();
  }

  private long word(ByteBuffer bytes, int at) {
    return wordBytes == Long.BYTES ? bytes.getLong(at) : Integer.toUnsignedLong(bytes.getInt(at));
  }
}
