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

  /** The maximum number of pages per lookup. */
  public static final int MAX_PAGES = 1 << 18;

  private static final int PAGE_SHIFT = 12;
  private static final int MAX_MEMINFO = 1 << 16;
  private static final int MAX_BLOCKS = 1 << 20;
  private static final int FIRST_HEADERS = 4096;

  private final LinuxRoot root;

  /**
   * Creates a reader.
   *
   * @param root the system to read
   */
  public MemoryReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * {@return the kernel's mappings, from the headers of {@code /proc/kcore}} The content is not
   * read.
   *
   * @throws kexec.api.fault.BadFileException if the file is absent, malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it, which
   *     needs {@code CAP_SYS_RAWIO}, or lockdown forbids it
   */
  public Kcore kcore() throws KexecException {
    Path file = root.resolve("/proc/kcore");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      // Most files have a dozen headers: more is read only if there are more.
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
   * {@return one entry for each page of a range of this process}
   *
   * @param start the address of the first page in this process
   * @param pages the number of pages of 4096 bytes, up to {@value #MAX_PAGES}
   * @throws IllegalArgumentException if {@code pages} is negative or too large
   * @throws kexec.api.fault.BadFileException if the file is absent, cannot be read, or has no
   *     entries for such addresses
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
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
            FileName.of(file), "it tells nothing of %s pages at %s".formatted(pages, start));
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
   * {@return the numbers of the present memory blocks, online or not, ascending (Linux,
   * Documentation/ABI/testing/sysfs-devices-memory); empty if the kernel does not support memory
   * hotplug}
   *
   * @throws kexec.api.fault.BadFileException if there are too many, or they cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read them
   */
  public List<Integer> blocks() throws KexecException {
    Path directory = root.resolve("/sys/devices/system/memory");
    return List.copyOf(Directories.numbered(directory, "memory", MAX_BLOCKS).keySet());
  }

  /**
   * {@return the amounts of memory}
   *
   * @throws kexec.api.fault.BadFileException if the file is absent, malformed or cannot be read
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
