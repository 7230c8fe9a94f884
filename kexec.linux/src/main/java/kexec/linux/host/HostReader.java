package kexec.linux.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import kexec.api.fault.KexecException;
import kexec.api.memory.PageSize;
import kexec.api.text.FileName;
import kexec.linux.LinuxRoot;
import kexec.linux.internal.Directories;
import kexec.linux.internal.KernelFile;
import kexec.linux.internal.Malformed;
import kexec.linux.sys.LinuxAbi;

/** Reads facts about the running system. */
public final class HostReader {

  private static final int MAX_INTERFACES = 100_000;
  // No slash: the release becomes part of file names.
  private static final Pattern RELEASE = Pattern.compile("\\w[\\w.+~:-]{0,127}");

  // Linux, Documentation/admin-guide/cputopology.rst
  private static final Pattern CPU_LIST = Pattern.compile("[0-9]+([,-][0-9]+)*");
  private static final int MAX_CPU_LIST = 1 << 16;

  // About 2000 bytes per processor.
  private static final int MAX_CPUINFO = 64 << 20;
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  /** Linux, include/uapi/linux/auxvec.h. */
  private static final long AT_PAGESZ = 6;

  /** The vector has some 25 entries. */
  private static final int MAX_AUXV = 4096;

  private final LinuxRoot root;

  /**
   * Creates a reader.
   *
   * @param root the system to read
   */
  public HostReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * {@return the boot ID: a number that the kernel generates at each boot}
   *
   * @throws kexec.api.fault.BadFileException if it is absent, not a UUID, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public UUID bootId() throws KexecException {
    KernelFile file = new KernelFile(root.resolve("/proc/sys/kernel/random/boot_id"));
    return BootId.parse(file.source(), file.text(KernelFile.WORD));
  }

  /**
   * {@return the size of the running kernel's pages; 4 KiB if it does not say}
   *
   * @param abi the ABI of this process
   * @throws kexec.api.fault.BadFileException if the auxiliary vector is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public PageSize pageSize(LinuxAbi abi) throws KexecException {
    KernelFile file = new KernelFile(root.resolve("/proc/self/auxv"));
    Optional<byte[]> vector = file.bytesIfPresent(MAX_AUXV);
    if (vector.isEmpty()) {
      return PageSize.KIB_4;
    }
    ByteBuffer words = ByteBuffer.wrap(vector.get()).order(ByteOrder.nativeOrder());
    int word = abi.wordBytes();
    while (words.remaining() >= 2 * word) {
      long type = word(words, word);
      long value = word(words, word);
      if (type == AT_PAGESZ) {
        int shift = Long.numberOfTrailingZeros(value);
        if (Long.bitCount(value) != 1 || shift < 12 || shift > 16) {
          throw Malformed.text(file.source(), Long.toUnsignedString(value), "a size of pages");
        }
        return new PageSize(shift);
      }
    }
    return PageSize.KIB_4;
  }

  private static long word(ByteBuffer from, int bytes) {
    return bytes == Long.BYTES ? from.getLong() : Integer.toUnsignedLong(from.getInt());
  }

  /**
   * {@return the running kernel's release, as in {@code uname -r}}
   *
   * @throws kexec.api.fault.BadFileException if it is absent, not valid as part of a file name, or
   *     cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public String release() throws KexecException {
    KernelFile file = new KernelFile(root.resolve("/proc/sys/kernel/osrelease"));
    String release = file.text(KernelFile.WORD).strip();
    if (!RELEASE.matcher(release).matches()) {
      throw Malformed.text(file.source(), release, "a kernel's release");
    }
    return release;
  }

  /**
   * {@return the numbers of the present processors, online or not, in the kernel's list format,
   * such as {@code 0-3,8}}
   *
   * @throws kexec.api.fault.BadFileException if it is absent, malformed, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public String presentCpus() throws KexecException {
    KernelFile file = new KernelFile(root.resolve("/sys/devices/system/cpu/present"));
    String list = file.text(MAX_CPU_LIST).strip();
    if (!CPU_LIST.matcher(list).matches()) {
      throw Malformed.text(file.source(), list, "a list of processors");
    }
    return list;
  }

  /**
   * {@return whether the kernel of an x86 machine uses five-level page tables: whether its first
   * processor has the flag {@code la57}, which the kernel clears if it does not use them; false if
   * there is no list of flags}
   *
   * @throws kexec.api.fault.BadFileException if the list is too long or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public boolean hasFiveLevelPaging() throws KexecException {
    KernelFile file = new KernelFile(root.resolve("/proc/cpuinfo"));
    return file.textIfPresent(MAX_CPUINFO).stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("flags"))
        .findFirst()
        .filter(line -> List.of(BLANKS.split(line, -1)).contains("la57"))
        .isPresent();
  }

  /**
   * {@return the network interfaces of this network namespace, ascending by name, without those
   * removed while reading}
   *
   * @throws kexec.api.fault.BadFileException if one is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read one
   */
  public List<NetworkInterface> networkInterfaces() throws KexecException {
    List<NetworkInterface> interfaces = new ArrayList<>();
    for (Path entry : Directories.entries(root.resolve("/sys/class/net"), MAX_INTERFACES)) {
      KernelFile flags = new KernelFile(entry.resolve("flags"));
      // A driver may keep files beside the interfaces, such as bonding_masters.
      Optional<String> text =
          Files.isDirectory(entry) ? flags.textIfPresent(KernelFile.WORD) : Optional.empty();
      if (text.isPresent()) {
        String name = FileName.of(entry.getFileName());
        interfaces.add(NetworkInterface.parse(flags.source(), name, text.get()));
      }
    }
    return List.copyOf(interfaces);
  }
}
