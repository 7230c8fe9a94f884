package kexec.api.plan;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.plan.DataPart.BytesPart;
import kexec.api.plan.DataPart.FilePart;
import kexec.api.plan.DataPart.ZeroPart;
import kexec.api.text.FileName;
import org.jspecify.annotations.Nullable;

/**
 * The content of a segment: a sequence of parts, of which mapped files are never copied.
 *
 * <p>Instances are immutable, except that a file which somebody else changes shows the change; the
 * plan's digests are there to notice that. They are safe for use by several threads.
 */
public final class SegmentData {

  /** Only slices of it are handed out. */
  private static final ByteBuffer ZEROS = ByteBuffer.allocate(1 << 16).asReadOnlyBuffer();

  /** How HotSpot tells of SIGBUS, whether it knows the access or only that it was recent. */
  private static final String MAPPING_FAULT = "unsafe memory access";

  private static final int QUIET = 100;

  private final List<DataPart> parts;
  private final long[] starts;
  private final long size;

  private SegmentData(List<DataPart> parts) {
    this.parts = List.copyOf(parts);
    this.starts = new long[this.parts.size()];
    long at = 0;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = at;
      at = Math.addExact(at, this.parts.get(i).size());
    }
    this.size = at;
  }

  /**
   * Returns the data of some bytes.
   *
   * @param bytes copied
   * @return the data
   */
  public static SegmentData ofBytes(byte[] bytes) {
    return bytes.length == 0
        ? new SegmentData(List.of())
        : new SegmentData(List.of(new BytesPart(ByteBuffer.wrap(bytes.clone()))));
  }

  /**
   * Returns the data of a piece of a mapped file.
   *
   * @param file the file
   * @param offset the first byte
   * @param size bytes
   * @return the data
   * @throws IndexOutOfBoundsException if the piece does not lie in the file
   */
  public static SegmentData ofFile(MappedFile file, long offset, long size) {
    Objects.checkFromIndexSize(offset, size, file.size());
    return size == 0
        ? new SegmentData(List.of())
        : new SegmentData(List.of(new FilePart(file, offset, size)));
  }

  /**
   * Returns zeros.
   *
   * @param size bytes, not negative; no memory is taken for them
   * @return the data
   * @throws IllegalArgumentException if the size is negative
   */
  public static SegmentData zeros(long size) {
    if (size < 0) {
      throw new IllegalArgumentException("a negative number of zeros: " + size);
    }
    return new SegmentData(size == 0 ? List.of() : List.of(new ZeroPart(size)));
  }

  /**
   * Returns some data behind one another.
   *
   * @param pieces in their order
   * @return the joined data; nothing is copied
   * @throws ArithmeticException if it would be longer than 63 bits tell
   */
  public static SegmentData concat(List<SegmentData> pieces) {
    return new SegmentData(pieces.stream().flatMap(piece -> piece.parts.stream()).toList());
  }

  /**
   * Returns a piece of this data.
   *
   * @param offset the first byte
   * @param length bytes
   * @return the piece; nothing is copied
   * @throws IndexOutOfBoundsException if the piece does not lie in this data
   */
  public SegmentData slice(long offset, long length) {
    Objects.checkFromIndexSize(offset, length, size());
    List<DataPart> cut = new ArrayList<>();
    for (int i = length == 0 ? parts.size() : partAt(offset); i < parts.size(); i++) {
      long from = Math.max(offset - starts[i], 0);
      long to = Math.min(offset + length - starts[i], parts.get(i).size());
      if (to <= 0) {
        break;
      }
      cut.add(cut(parts.get(i), from, to - from));
    }
    return new SegmentData(cut);
  }

  private static DataPart cut(DataPart part, long from, long length) {
    if (part instanceof FilePart file) {
      return new FilePart(file.file(), file.offset() + from, length);
    }
    if (part instanceof BytesPart bytes) {
      return new BytesPart(bytes.bytes().slice((int) from, (int) length));
    }
    return new ZeroPart(length);
  }

  /**
   * Returns the content up to the zeros that are known to be at its end without looking: what a
   * receiver that fills up with zeros itself need not be handed.
   *
   * @return this content or the first part of it
   */
  public SegmentData withoutZerosAtItsEnd() {
    long end = size();
    for (int i = parts.size(); i > 0 && parts.get(i - 1) instanceof DataPart.ZeroPart zeros; i--) {
      end -= zeros.size();
    }
    return end == size() ? this : slice(0, end);
  }

  /**
   * Returns how long the content is.
   *
   * @return bytes, not negative; may be beyond 2 GiB
   */
  public long size() {
    return size;
  }

  /**
   * Returns where the content comes from.
   *
   * @return unmodifiable, in order
   */
  public List<DataPart> parts() {
    return parts;
  }

  /**
   * Returns a piece of the content as one buffer. It is copied only where it comes from more than
   * one place.
   *
   * @param offset the first byte
   * @param length bytes
   * @return a read-only buffer from position 0 to limit {@code length}, big-endian as any new
   *     buffer
   * @throws IndexOutOfBoundsException if the piece does not lie in this data
   */
  public ByteBuffer buffer(long offset, int length) {
    Objects.checkFromIndexSize(offset, length, size());
    if (length == 0) {
      return ByteBuffer.allocate(0).asReadOnlyBuffer();
    }
    ByteBuffer first = piece(offset, length);
    if (first.remaining() == length) {
      return first;
    }
    ByteBuffer joined = ByteBuffer.allocate(length).put(first);
    while (joined.hasRemaining()) {
      joined.put(piece(offset + joined.position(), joined.remaining()));
    }
    return joined.flip().asReadOnlyBuffer();
  }

  /**
   * Hands the whole content over piece by piece, without copying.
   *
   * @param reader called with read-only buffers, in order
   * @throws BadFileException if a file was cut short since it was mapped, or cannot be read to its
   *     end
   */
  public void read(ChunkReader reader) throws BadFileException {
    long at = 0;
    try {
      while (at < size) {
        ByteBuffer piece = piece(at, Integer.MAX_VALUE);
        at += piece.remaining();
        reader.accept(piece);
      }
      // Within the try: a fault in a mapping is reported some time after the access, and a system
      // call is where it comes at the latest.
      requireWhole();
    } catch (InternalError e) {
      throw unreadable(e);
    }
  }

  /**
   * Works out why reading failed: a file was cut short, its file system gives an error, or it is
   * sparse and its file system is full.
   *
   * @param error how the Java platform told that a part of a mapped file could not be read
   * @return the exception, with the code {@code file-changed} or {@code file-unreadable}
   * @throws InternalError the error itself, where it tells of something else
   */
  public BadFileException unreadable(InternalError error) {
    awaitFaults();
    if (!String.valueOf(error.getMessage()).contains(MAPPING_FAULT)) {
      throw error;
    }
    Fault fault =
        parts.stream()
            .filter(FilePart.class::isInstance)
            .map(FilePart.class::cast)
            .map(part -> part.file().whyUnreadable(this, part.offset(), part.size()))
            .flatMap(Optional::stream)
            .findFirst()
            .orElseGet(() -> MappedFile.faulted(this));
    return new BadFileException(fault, error);
  }

  /**
   * Lets the faults come that are still on their way: each page that cannot be read gives one, at
   * one of the next points where the thread can be stopped.
   */
  @SuppressWarnings("ThreadPriorityCheck") // yielding is such a point; nothing waits for a thread
  private static void awaitFaults() {
    int quiet = 0;
    while (quiet < QUIET) {
      try {
        Thread.yield();
        quiet++;
      } catch (InternalError e) {
        quiet = 0;
      }
    }
  }

  /**
   * Asks whether the files are as long as they were when they were mapped. Nothing of them is read.
   *
   * @throws BadFileException if a file was cut short since it was mapped
   */
  public void requireWhole() throws BadFileException {
    if (parts.stream().anyMatch(p -> p instanceof FilePart file && file.file().isCutShort())) {
      throw new BadFileException(MappedFile.changed(this));
    }
  }

  /**
   * Takes the digest of the whole content, which is read for it, by as many processors as there
   * are.
   *
   * @return the digest, as {@link Digester} defines it
   * @throws BadFileException if a file was cut short since it was mapped, or cannot be read to its
   *     end
   */
  public Digest digest() throws BadFileException {
    if (size <= Digester.CHUNK) {
      return Digest.of(sha256());
    }
    // The first failure is kept here: the streams wrap what is thrown within them, and how often
    // depends on the thread.
    AtomicReference<@Nullable BadFileException> failure = new AtomicReference<>();
    MessageDigest root = Digester.sha256();
    try {
      LongStream.rangeClosed(0, (size - 1) / Digester.CHUNK)
          .parallel()
          .mapToObj(index -> chunkDigest(index, failure))
          .forEachOrdered(root::update);
    } catch (InternalError e) {
      // One that came late, while its thread was no longer reading.
      failure.compareAndSet(null, unreadable(e));
    }
    BadFileException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
    return Digest.of(root.digest());
  }

  private byte[] chunkDigest(long index, AtomicReference<@Nullable BadFileException> failure) {
    long from = index * Digester.CHUNK;
    SegmentData chunk = slice(from, Math.min(Digester.CHUNK, size - from));
    try {
      // The digests after a failure are not used.
      return failure.get() != null ? new byte[0] : chunk.sha256();
    } catch (BadFileException e) {
      failure.compareAndSet(null, e);
    } catch (InternalError e) {
      failure.compareAndSet(null, chunk.unreadable(e));
    }
    return new byte[0];
  }

  private byte[] sha256() throws BadFileException {
    if (size == Digester.CHUNK && parts.size() == 1 && parts.get(0) instanceof ZeroPart) {
      return Digester.zeroChunk();
    }
    MessageDigest sha = Digester.sha256();
    read(sha::update);
    return sha.digest();
  }

  /** Takes the pieces of a segment's content. */
  @FunctionalInterface
  public interface ChunkReader {

    /**
     * Takes the next piece.
     *
     * @param chunk a read-only buffer of at least one byte
     */
    void accept(ByteBuffer chunk);
  }

  private ByteBuffer piece(long offset, int length) {
    int index = partAt(offset);
    DataPart part = parts.get(index);
    long from = offset - starts[index];
    long wanted = Math.min(length, part.size() - from);
    if (part instanceof FilePart file) {
      return file.file().piece(file.offset() + from, wanted);
    }
    if (part instanceof BytesPart bytes) {
      return bytes.bytes().slice((int) from, (int) wanted);
    }
    return ZEROS.slice(0, (int) Math.min(wanted, ZEROS.capacity()));
  }

  private int partAt(long offset) {
    int found = Arrays.binarySearch(starts, offset);
    return found >= 0 ? found : -found - 2;
  }

  @Override
  public String toString() {
    return parts.stream()
        .map(part -> part instanceof FilePart file ? FileName.of(file.file().path()) : "made bytes")
        .distinct()
        .collect(Collectors.joining(" + ", "", " (" + size + " bytes)"));
  }
}
