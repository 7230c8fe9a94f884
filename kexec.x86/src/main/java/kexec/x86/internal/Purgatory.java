package kexec.x86.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.Segment;

/**
 * The code that checks the other segments before the kernel is entered: {@code src/main/purgatory},
 * whose binary is a resource beside this class. The layout is defined by {@code purgatory.h} there.
 */
final class Purgatory {

  /** The resource's name. */
  static final String RESOURCE = "purgatory.bin";

  /** Offset of {@code struct header} in the binary. */
  static final int HEADER = 0x10;

  /** Bytes of {@code struct segment}. */
  static final int SEGMENT_SIZE = 72;

  /** Bytes of a segment's name, with its NUL. */
  static final int LABEL_SIZE = 16;

  private static final byte[] MAGIC = "JKPURGAT".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  private final byte[] code;
  private final int table;
  private final int capacity;

  private Purgatory(byte[] code) {
    this.code = code;
    ByteBuffer header = header(code);
    byte[] magic = new byte[MAGIC.length];
    header.get(magic);
    int version = header.getInt();
    if (!Arrays.equals(magic, MAGIC) || version != VERSION) {
      throw new IllegalStateException(RESOURCE + " has another layout than this class");
    }
    this.table = header.getInt();
    this.capacity = header.getInt();
    Objects.checkFromIndexSize(table, capacity * SEGMENT_SIZE, code.length);
  }

  /** Reads the binary from this bundle. */
  static Purgatory load() {
    try (InputStream in = Purgatory.class.getResourceAsStream(RESOURCE)) {
      return new Purgatory(Objects.requireNonNull(in, RESOURCE).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the size of purgatory in bytes, whatever it checks} */
  int size() {
    return code.length;
  }

  /** {@return how many segments it can check} */
  int capacity() {
    return capacity;
  }

  /**
   * {@return purgatory with its table filled}
   *
   * @param segments the segments to check, with their digests
   * @param next where to continue if all are intact
   * @throws IllegalArgumentException if there are more segments than it can check
   */
  byte[] with(List<Segment> segments, MachineAddress next, PurgatoryOptions options) {
    if (segments.size() > capacity) {
      throw new IllegalArgumentException(
          "purgatory checks %d segments at most, not %d".formatted(capacity, segments.size()));
    }
    byte[] filled = code.clone();
    // After magic, version, table_offset and capacity.
    header(filled)
        .position(MAGIC.length + 3 * Integer.BYTES)
        .putInt(segments.size())
        .putLong(next.value())
        .putShort((short) options.serialPort())
        .put(flag(options.textScreen()))
        .put(flag(options.verbose()))
        .put(flag(options.reset()));
    ByteBuffer rows =
        ByteBuffer.wrap(filled, table, capacity * SEGMENT_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    segments.forEach(segment -> put(rows, segment));
    return filled;
  }

  private static void put(ByteBuffer row, Segment segment) {
    byte[] label = segment.role().label().getBytes(StandardCharsets.US_ASCII);
    row.putLong(segment.memory().start().value())
        .putLong(segment.data().size())
        .putLong(segment.memory().size())
        .put(segment.digest().bytes())
        .put(Arrays.copyOf(Arrays.copyOf(label, LABEL_SIZE - 1), LABEL_SIZE));
  }

  private static ByteBuffer header(byte[] code) {
    return ByteBuffer.wrap(code, HEADER, code.length - HEADER)
        .slice()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte flag(boolean set) {
    return (byte) (set ? 1 : 0);
  }
}
