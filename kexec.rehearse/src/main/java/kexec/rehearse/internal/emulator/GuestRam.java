package kexec.rehearse.internal.emulator;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Digest;
import kexec.api.plan.Digester;
import kexec.api.plan.SegmentData;
import kexec.rehearse.internal.memory.GuestMemory;

/**
 * A guest's RAM as the emulator keeps it: a file in memory, opened through {@code /proc/PID/fd}.
 * Thread-safe.
 */
public final class GuestRam implements GuestMemory, AutoCloseable {

  private static final int PIECE = 1 << 20;
  private static final int PAGE = 4096;

  /** So much is not copied to the heap, which may be small. */
  private static final int MAPPED = 16 << 20;

  private final Path process;
  private final String name;
  private final List<RamWindow> windows;
  private final FileChannel file;

  private GuestRam(Path process, String name, List<RamWindow> windows, FileChannel file) {
    this.process = process;
    this.name = name;
    this.windows = List.copyOf(windows);
    this.file = file;
  }

  /**
   * Opens the RAM of an emulator.
   *
   * @param process the emulator's directory in {@code /proc}
   * @param name the name of the file in memory
   * @param windows where the guest's RAM lies in the file
   * @return the RAM
   * @throws IOException if the emulator has no such file, or it cannot be opened
   */
  static GuestRam open(Path process, String name, List<RamWindow> windows) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path link : files) {
        if (Files.readSymbolicLink(link).toString().startsWith("/memfd:" + name)) {
          FileChannel file =
              FileChannel.open(link, StandardOpenOption.READ, StandardOpenOption.WRITE);
          return new GuestRam(process, name, windows, file);
        }
      }
    }
    throw new IOException("the emulator has no file " + name + " in memory");
  }

  @Override
  public ByteBuffer read(MachineAddress address, int length) {
    Optional<RamWindow> window = window(address);
    if (window.isEmpty()) {
      return ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);
    }
    int wanted = (int) Math.min(length, window.get().memory().end().minus(address));
    ByteBuffer bytes = bytes(offset(window.get(), address), wanted);
    return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private ByteBuffer bytes(long offset, int length) {
    if (length < MAPPED) {
      ByteBuffer copy = ByteBuffer.allocate(length);
      fill(copy, offset);
      return copy;
    }
    try {
      return file.map(FileChannel.MapMode.READ_ONLY, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<RamWindow> window(MachineAddress address) {
    return windows.stream().filter(each -> each.memory().contains(address)).findFirst();
  }

  private static long offset(RamWindow window, MachineAddress address) {
    return window.offset() + address.minus(window.memory().start());
  }

  private void fill(ByteBuffer bytes, long offset) {
    try {
      long at = offset;
      while (bytes.hasRemaining()) {
        int read = file.read(bytes, at);
        if (read < 0) {
          throw new EOFException("the guest's RAM ends at 0x%x".formatted(at));
        }
        at += read;
      }
      bytes.flip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes content.
   *
   * @param memory where; the whole range is RAM
   * @param data the content, at most as long as the range
   * @throws IOException if the range is not RAM of the guest, or cannot be written
   * @throws BadFileException if the content cannot be read
   */
  public void write(Range<MachineAddress> memory, SegmentData data)
      throws IOException, BadFileException {
    RamWindow window = require(memory);
    long[] at = {offset(window, memory.start())};
    try {
      data.read(
          piece -> {
            while (piece.hasRemaining()) {
              at[0] += put(piece, at[0]);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    clear(window, Range.machine(memory.start().value() + data.size(), memory.end().value()));
  }

  private RamWindow require(Range<MachineAddress> memory) throws IOException {
    return windows.stream()
        .filter(each -> each.memory().contains(memory))
        .findFirst()
        .orElseThrow(() -> new IOException("the guest has no RAM at " + memory));
  }

  private int put(ByteBuffer piece, long offset) {
    try {
      return file.write(piece, offset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes zeros where the guest, by its firmware, has used memory: the rest is zero. */
  private void clear(RamWindow window, Range<MachineAddress> memory) throws IOException {
    if (memory.isEmpty()) {
      return;
    }
    // Of a large guest, finding all the memory that is used takes seconds.
    for (Range<MachineAddress> used : used(window, memory).intersect(memory).ranges()) {
      long end = offset(window, used.start()) + used.size();
      long at = offset(window, used.start());
      while (at < end) {
        at += file.write(ByteBuffer.allocate((int) Math.min(PIECE, end - at)), at);
      }
    }
  }

  /** {@return the used pages of a window that have anything to do with a range in it} */
  private RangeSet<MachineAddress> used(RamWindow window, Range<MachineAddress> memory)
      throws IOException {
    long start = memory.start().value() / PAGE * PAGE;
    long end = (memory.end().value() + PAGE - 1) / PAGE * PAGE;
    Range<MachineAddress> pages = Range.machine(start, end);
    RamWindow part = new RamWindow(pages, offset(window, pages.start()));
    return PresentPages.of(process, name, List.of(part));
  }

  /**
   * {@return the digest of some memory, as {@link Digester} defines it}
   *
   * @param start the first byte
   * @param size bytes, in the guest's RAM
   */
  public Digest digest(MachineAddress start, long size) {
    return Digester.ofChunks(
        size,
        index -> {
          long from = index * Digester.CHUNK;
          Digester digester = new Digester();
          digester.update(read(start.plus(from), (int) Math.min(Digester.CHUNK, size - from)));
          return digester.digest();
        });
  }

  /**
   * {@inheritDoc}
   *
   * <p>What was written here and never looked at by the guest is not in it.
   */
  @Override
  public RangeSet<MachineAddress> used() {
    try {
      return PresentPages.of(process, name, windows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
