package kexec.api.plan;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.plan.DataPart.BytesPart;
import kexec.api.plan.DataPart.FilePart;
import kexec.api.plan.DataPart.ZeroPart;
import kexec.api.text.FileName;
import org.jspecify.annotations.Nullable;

/**
 * The content of a segment: a sequence of parts. Mapped files are never copied.
 *
 * <p>Instances are immutable, except that they show changes that others make to a file; the plan's
 * digests detect these. They are thread-safe.
 */
public final class SegmentData {

  /** Only slices of it are returned. */
  private static final ByteBuffer ZEROS = ByteBuffer.allocate(1 << 16).asReadOnlyBuffer();

  /**
   * The text with which HotSpot reports SIGBUS, whether it knows the access or only that it was
   * recent.
   */
  private static final String MAPPING_FAULT = "unsafe memory access";

  private static final int QUIET = 100;

  /** In place of a digest that nobody uses. */
  private static final Digest NONE = new Digest("0".repeat(64));

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
   * {@return the data of some bytes}
   *
   * @param bytes the bytes, which are copied
   */
  public static SegmentData ofBytes(byte[] bytes) {
    return bytes.length == 0
        ? new SegmentData(List.of())
        : new SegmentData(List.of(new BytesPart(ByteBuffer.wrap(bytes.clone()))));
  }

  /**
   * {@return the data of a piece of a mapped file}
   *
   * @param file the file
   * @param offset the first byte
   * @param size bytes
   * @throws IndexOutOfBoundsException if the piece is not within the file
   */
  public static SegmentData ofFile(MappedFile file, long offset, long size) {
    Objects.checkFromIndexSize(offset, size, file.size());
    return size == 0
        ? new SegmentData(List.of())
        : new SegmentData(List.of(new FilePart(file, offset, size)));
  }

  /**
   * {@return zeros; no memory is allocated for them}
   *
   * @param size bytes, not negative
   * @throws IllegalArgumentException if the size is negative
   */
  public static SegmentData zeros(long size) {
    if (size < 0) {
      throw new IllegalArgumentException("a negative number of zeros: " + size);
    }
    return new SegmentData(size == 0 ? List.of() : List.of(new ZeroPart(size)));
  }

  /**
   * {@return the concatenation of some data, without a copy}
   *
   * @param pieces the data, in order
   * @throws ArithmeticException if the length would exceed 63 bits
   */
  public static SegmentData concat(List<SegmentData> pieces) {
    return new SegmentData(pieces.stream().flatMap(piece -> piece.parts.stream()).toList());
  }

  /**
   * {@return a piece of this data, without a copy}
   *
   * @param offset the first byte
   * @param length bytes
   * @throws IndexOutOfBoundsException if the piece is not within this data
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
   * {@return this content, or its first part, without the trailing zeros that are known without
   * reading. A receiver that pads with zeros itself does not need them}
   */
  public SegmentData withoutZerosAtItsEnd() {
    long end = size();
    for (int i = parts.size(); i > 0 && parts.get(i - 1) instanceof DataPart.ZeroPart zeros; i--) {
      end -= zeros.size();
    }
    return end == size() ? this : slice(0, end);
  }

  /** {@return the length of the content in bytes, not negative; may exceed 2 GiB} */
  public long size() {
    return size;
  }

  /** {@return the parts of the content: unmodifiable, in order} */
  public List<DataPart> parts() {
    return parts;
  }

  /**
   * {@return a piece of the content as one read-only buffer from position 0 to limit {@code
   * length}, big-endian like any new buffer. It is copied only if it is not contiguous in its
   * source}
   *
   * @param offset the first byte
   * @param length bytes
   * @throws IndexOutOfBoundsException if the piece is not within this data
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
   * Passes the whole content to a reader piece by piece, without a copy.
   *
   * @param reader called with read-only buffers, in order
   * @throws BadFileException if a file was truncated since it was mapped, or cannot be read to its
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
      // Within the try: a fault in a mapping is reported some time after the access, at the latest
      // at the next system call.
      requireWhole();
    } catch (InternalError e) {
      throw unreadable(e);
    }
  }

  /**
   * Determines why reading failed: a file was truncated, its file system reports an error, or the
   * file is sparse and its file system is full.
   *
   * @param error the error with which the Java platform reported that a part of a mapped file could
   *     not be read
   * @return the exception, with the code {@code file-changed} or {@code file-unreadable}
   * @throws InternalError the error itself, if it reports something else
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
   * Waits for pending faults: each unreadable page causes one, at one of the next points at which
   * the thread can be stopped.
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
   * Checks that the files are as long as they were when they were mapped. Does not read them.
   *
   * @throws BadFileException if a file was truncated since it was mapped
   */
  public void requireWhole() throws BadFileException {
    if (parts.stream().anyMatch(p -> p instanceof FilePart file && file.file().isCutShort())) {
      throw new BadFileException(MappedFile.changed(this));
    }
  }

  /**
   * {@return whether the content is from files and the same as when they were mapped: all of them
   * are held by leases}
   */
  public boolean isHeld() {
    boolean held = false;
    for (DataPart part : parts) {
      if (part instanceof FilePart piece) {
        if (!piece.file().isHeld()) {
          return false;
        }
        held = true;
      }
    }
    return held;
  }

  /** {@return whether a file was held by a lease when it was mapped, and is no longer} */
  public boolean hasLostLease() {
    return parts.stream()
        .anyMatch(part -> part instanceof FilePart f && f.file().wasHeld() && !f.file().isHeld());
  }

  /**
   * Computes the digest of the whole content, which is read for it, on all available processors.
   *
   * @return the digest, as {@link Digester} defines it
   * @throws BadFileException if a file was truncated since it was mapped, or cannot be read to its
   *     end
   */
  public Digest digest() throws BadFileException {
    return digest(bytes -> {});
  }

  /**
   * Computes the digest of the whole content, which is read for it, on all available processors.
   *
   * @param done told on the calling thread, now and then, how many bytes were digested since it was
   *     last called: in all {@link #size}, or less if this fails
   * @return the digest, as {@link Digester} defines it
   * @throws BadFileException if a file was truncated since it was mapped, or cannot be read to its
   *     end
   */
  public Digest digest(LongConsumer done) throws BadFileException {
    // Keeps the first failure: streams wrap exceptions thrown within them, and how often depends on
    // the thread.
    AtomicReference<@Nullable BadFileException> failure = new AtomicReference<>();
    Digest digest = NONE;
    try {
      digest =
          Digester.ofChunks(
              size,
              index -> chunkDigest(index, failure),
              bytes -> {
                // A chunk that failed is counted after its failure is known.
                if (failure.get() == null) {
                  done.accept(bytes);
                }
              });
    } catch (InternalError e) {
      // A late fault, reported when its thread was no longer reading.
      failure.compareAndSet(null, unreadable(e));
    }
    BadFileException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
    return digest;
  }

  private Digest chunkDigest(long index, AtomicReference<@Nullable BadFileException> failure) {
    long from = index * Digester.CHUNK;
    SegmentData chunk = slice(from, Math.min(Digester.CHUNK, size - from));
    try {
      // The digests after a failure are not used.
      return failure.get() != null ? NONE : chunk.sha256();
    } catch (BadFileException e) {
      failure.compareAndSet(null, e);
    } catch (InternalError e) {
      failure.compareAndSet(null, chunk.unreadable(e));
    }
    return NONE;
  }

  private Digest sha256() throws BadFileException {
    if (size == Digester.CHUNK && parts.size() == 1 && parts.get(0) instanceof ZeroPart) {
      return Digest.of(Digester.zeroChunk());
    }
    MessageDigest sha = Digester.sha256();
    for (int i = 0; i < starts.length; i++) {
      long done =
          parts.get(i) instanceof FilePart piece
              ? piece.file().digest(piece.offset(), piece.size(), sha)
              : 0;
      slice(starts[i] + done, parts.get(i).size() - done).read(sha::update);
    }
    requireWhole();
    return Digest.of(sha.digest());
  }

  /** Receives the pieces of a segment's content. */
  @FunctionalInterface
  public interface ChunkReader {

    /**
     * Receives the next piece.
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
