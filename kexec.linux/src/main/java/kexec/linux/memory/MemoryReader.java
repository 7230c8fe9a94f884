package kexec.linux.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kexec.api.fault.KexecException;
import kexec.api.memory.VirtualAddress;
import kexec.api.text.FileName;
import kexec.linux.LinuxRoot;
import kexec.linux.internal.Directories;
import kexec.linux.internal.KernelFile;
import kexec.linux.internal.Malformed;
import kexec.linux.internal.ReadFaults;

/** Reads how the running kernel maps its memory, and how much of it there is. */
public final class MemoryReader {

  /** The most pages that are looked up at once. */
  public static final int MAX_PAGES = 1 << 18;

  private static final int PAGE_SHIFT = 12;
  private static final int MAX_MEMINFO = 1 << 16;
  private static final int MAX_BLOCKS = 1 << 20;
  private static final int FIRST_HEADERS = 4096;

  private final LinuxRoot root;

  /**
   * Makes a reader.
   *
   * @param root the system to read
   */
  public MemoryReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * Reads how the kernel maps its memory, from the headers of {@code /proc/kcore}. Its content is
   * not touched.
   *
   * @return the mappings
   * @throws kexec.api.fault.BadFileException if the file is absent, or cannot be understood or read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it, which needs {@code
   *     CAP_SYS_RAWIO}, or the lockdown forbids it
   */
  public Kcore kcore() throws KexecException {
    Path file = root.resolve("/proc/kcore");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      // Most have a dozen headers: more is read only of those that have more.
      byte[] bytes = readFirst(channel, FIRST_HEADERS);
      long needed = KcoreParser.headersEnd(FileName.of(file), bytes);
      if (needed > bytes.length && needed <= KcoreParser.MAX_HEADERS) {
        bytes = readFirst(channel, (int) needed);
      }
      return KcoreParser.parse(FileName.of(file), bytes);
    } catch (IOException e) {
      throw ReadFaults.of(file, e);
    }
  }

  /**
   * Looks up where pages of this process lie.
   *
   * @param start the address of the first one, in this process
   * @param pages how many of 4096 bytes, up to {@value #MAX_PAGES}
   * @return an entry for each
   * @throws IllegalArgumentException if {@code pages} is negative or too large
   * @throws kexec.api.fault.BadFileException if the file is absent, cannot be read, or tells
   *     nothing of such addresses
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
   */
  public List<PagemapEntry> pagemap(VirtualAddress start, int pages) throws KexecException {
    if (pages < 0 || pages > MAX_PAGES) {
      throw new IllegalArgumentException(pages + " pages");
    }
    Path file = root.resolve("/proc/self/pagemap");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(pages * Long.BYTES).order(ByteOrder.nativeOrder());
      fill(channel, buffer, (start.value() >>> PAGE_SHIFT) * Long.BYTES);
      if (buffer.hasRemaining()) {
        throw Malformed.because(
            FileName.of(file), "it tells nothing of %d pages at %s".formatted(pages, start));
      }
      buffer.flip();
      List<PagemapEntry> entries = new ArrayList<>(pages);
      while (buffer.hasRemaining()) {
        entries.add(new PagemapEntry(buffer.getLong()));
      }
      return entries;
    } catch (IOException e) {
      throw ReadFaults.of(file, e);
    }
  }

  /**
   * Reads which blocks of memory are there, online or not (Linux,
   * Documentation/ABI/testing/sysfs-devices-memory).
   *
   * @return their numbers, ascending; empty where the kernel cannot plug memory
   * @throws kexec.api.fault.BadFileException if there are too many, or they cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user may not read them
   */
  public List<Integer> blocks() throws KexecException {
    Path directory = root.resolve("/sys/devices/system/memory");
    return List.copyOf(Directories.numbered(directory, "memory", MAX_BLOCKS).keySet());
  }

  /**
   * Reads how much memory there is.
   *
   * @return the amounts
   * @throws kexec.api.fault.BadFileException if the file is absent, or cannot be understood or read
   */
  public MemInfo memInfo() throws KexecException {
    KernelFile file = new KernelFile(root.resolve("/proc/meminfo"));
    return MemInfo.parse(file.source(), file.text(MAX_MEMINFO));
  }

  private static byte[] readFirst(FileChannel channel, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    fill(channel, buffer, 0);
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private static void fill(FileChannel channel, ByteBuffer buffer, long at) throws IOException {
    long next = at;
    int read = 0;
    while (buffer.hasRemaining() && read >= 0) {
      read = channel.read(buffer, next);
      next += Math.max(read, 0);
    }
  }
}
