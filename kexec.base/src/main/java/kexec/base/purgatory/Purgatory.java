package kexec.base.purgatory;

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
 * The code that checks the other segments before the kernel is entered. The binary is a resource of
 * the bundle for a kind of machine; the layout of its fields is defined by {@code purgatory.h} in
 * {@code src/main/purgatory}.
 *
 * <p>Immutable and thread-safe.
 */
public final class Purgatory {

  /** Offset of {@code struct header} in the binary. */
  public static final int HEADER = 0x10;

  /** Offset of the kind of machine's {@code struct options} in the binary. */
  public static final int OPTIONS = 0x38;

  /** Bytes of {@code struct segment}. */
  public static final int SEGMENT_SIZE = 72;

  /** Bytes of a segment's name, with its NUL. */
  public static final int LABEL_SIZE = 16;

  /** The output, and the reaction to a damaged segment. */
  public interface Options {

    /** {@return whether it prints anything if every segment is intact} */
    boolean verbose();

    /** {@return whether a damaged image resets the machine; otherwise it stops} */
    boolean reset();

    /**
     * Writes the kind of machine's {@code struct options}.
     *
     * @param fields little-endian, at the first field
     */
    void put(ByteBuffer fields);
  }

  private static final byte[] MAGIC = "JKPURGAT".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 2;

  private static final int COUNT = 0x24;
  private static final int MEMORY = 0x30;
  private static final int VERBOSE = 0x34;

  private final byte[] code;
  private final int table;
  private final int capacity;
  private final int memory;

  private Purgatory(byte[] code, String resource) {
    this.code = code;
    ByteBuffer header = fields(code, HEADER);
    byte[] magic = new byte[MAGIC.length];
    header.get(magic);
    int version = header.getInt();
    if (!Arrays.equals(magic, MAGIC) || version != VERSION) {
      throw new IllegalStateException(resource + " has another layout than this class");
    }
    this.table = header.getInt();
    this.capacity = header.getInt();
    this.memory = fields(code, MEMORY).getInt();
    Objects.checkFromIndexSize(table, capacity * SEGMENT_SIZE, code.length);
    Objects.checkFromIndexSize(0, code.length, memory);
  }

  /**
   * Reads the binary.
   *
   * @param neighbour a class in the package of the resource
   * @param resource the resource's name
   * @throws IllegalStateException if the binary has another layout than this class
   */
  public static Purgatory load(Class<?> neighbour, String resource) {
    try (InputStream in = neighbour.getResourceAsStream(resource)) {
      return new Purgatory(Objects.requireNonNull(in, resource).readAllBytes(), resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the size of purgatory's memory in bytes, whatever it checks} */
  public int size() {
    return memory;
  }

  /** {@return how many segments it can check} */
  public int capacity() {
    return capacity;
  }

  /**
   * {@return purgatory with its fields filled; zeros follow up to {@link #size()}}
   *
   * @param segments the segments to check, with their digests
   * @param next where to continue if all are intact
   * @throws IllegalArgumentException if there are more segments than it can check
   */
  public byte[] with(List<Segment> segments, MachineAddress next, Options options) {
    if (segments.size() > capacity) {
      throw new IllegalArgumentException(
          "purgatory checks %s segments at most, not %s".formatted(capacity, segments.size()));
    }
    byte[] filled = code.clone();
    fields(filled, COUNT).putInt(segments.size()).putLong(next.value());
    fields(filled, VERBOSE).put(flag(options.verbose())).put(flag(options.reset()));
    options.put(fields(filled, OPTIONS));
    ByteBuffer rows = fields(filled, table);
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

  private static ByteBuffer fields(byte[] code, int offset) {
    return ByteBuffer.wrap(code, offset, code.length - offset).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte flag(boolean set) {
    return (byte) (set ? 1 : 0);
  }
}
