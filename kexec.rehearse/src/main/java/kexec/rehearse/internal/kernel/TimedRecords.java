package kexec.rehearse.internal.kernel;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The records of the log buffer that Linux had from 3.5 to 5.9 (kernel/printk/printk.c, struct
 * printk_log): the time in nanoseconds (64 bits), the lengths of the record, its text and its
 * dictionary (16 bits each), the facility, the flags and the level, with CONFIG_PRINTK_CALLER the
 * caller (32 bits), then the text.
 *
 * @param headerBytes the size of all that precedes the text
 */
record TimedRecords(int headerBytes) implements LogFormat {

  static final TimedRecords PLAIN = new TimedRecords(16);
  static final TimedRecords WITH_CALLER = new TimedRecords(20);

  private static final int LENGTH = 8;
  private static final int TEXT_LENGTH = 10;
  private static final int DICTIONARY_LENGTH = 12;
  private static final int MOST_PADDING = 8;

  @Override
  public int alignment() {
    return Integer.BYTES;
  }

  @Override
  public Optional<LogRecord> record(ByteBuffer bytes) {
    if (bytes.limit() < headerBytes) {
      return Optional.empty();
    }
    int size = unsigned(bytes, LENGTH);
    int text = unsigned(bytes, TEXT_LENGTH);
    int padding = size - headerBytes - text - unsigned(bytes, DICTIONARY_LENGTH);
    boolean valid =
        text > 0
            && size <= Math.min(LONGEST, bytes.limit())
            && size % alignment() == 0
            && padding >= 0
            && padding < MOST_PADDING;
    return valid
        ? Optional.of(
            new LogRecord(
                bytes.getLong(0), LogTexts.exact(bytes, headerBytes, headerBytes + text), size))
        : Optional.empty();
  }

  @Override
  public boolean follows(LogRecord before, LogRecord next) {
    return Long.compareUnsigned(before.id(), next.id()) <= 0;
  }

  private static int unsigned(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }
}
