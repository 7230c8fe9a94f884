package kexec.linux.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import kexec.api.fault.KexecException;
import kexec.api.text.FileName;
import kexec.linux.LinuxRoot;
import kexec.linux.internal.Directories;
import kexec.linux.internal.KernelFile;
import kexec.linux.internal.Malformed;

/** Reads what the running system is. */
public final class HostReader {

  private static final int MAX_INTERFACES = 100_000;
  // No slash: it becomes part of file names.
  private static final Pattern RELEASE = Pattern.compile("\\w[\\w.+~:-]{0,127}");

  // Linux, Documentation/admin-guide/cputopology.rst
  private static final Pattern CPU_LIST = Pattern.compile("[0-9]+([,-][0-9]+)*");
  private static final int MAX_CPU_LIST = 1 << 16;

  // Some 2000 bytes for each processor.
  private static final int MAX_CPUINFO = 64 << 20;
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final LinuxRoot root;

  /**
   * Makes a reader.
   *
   * @param root the system to read
   */
  public HostReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * Reads which boot this is: the kernel makes up another number each time it starts.
   *
   * @return the number
   * @throws kexec.api.fault.BadFileException if it is absent, no UUID, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
   */
  public UUID bootId() throws KexecException {
    KernelFile file = new KernelFile(root.resolve("/proc/sys/kernel/random/boot_id"));
    return BootId.parse(file.source(), file.text(KernelFile.WORD));
  }

  /**
   * Reads which kernel this is.
   *
   * @return its release, as {@code uname -r} has it
   * @throws kexec.api.fault.BadFileException if it is absent, could be no part of a file's name, or
   *     cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
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
   * Reads which processors are there, online or not.
   *
   * @return their numbers as the kernel lists them, such as {@code 0-3,8}
   * @throws kexec.api.fault.BadFileException if it is absent, has another form, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
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
   * Reads whether the kernel of an x86 machine runs with page tables of five levels.
   *
   * @return whether its first processor has the flag {@code la57}, which the kernel takes away
   *     where it does not use them; false where there is no list of flags
   * @throws kexec.api.fault.BadFileException if the list is too long or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
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
   * Reads which network interfaces there are, in this network namespace.
   *
   * @return the interfaces, ascending by name; without those that go while they are read
   * @throws kexec.api.fault.BadFileException if one cannot be understood or read
   * @throws kexec.api.fault.NotPermittedException if this user may not read one
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
