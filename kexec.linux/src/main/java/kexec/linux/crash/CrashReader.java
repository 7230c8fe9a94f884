package kexec.linux.crash;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.fault.KexecException;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.text.FileName;
import kexec.linux.LinuxRoot;
import kexec.linux.internal.Directories;
import kexec.linux.internal.KernelFile;
import kexec.linux.internal.Numbers;

/** Reads what the running kernel reports about its images and its own crash. */
public final class CrashReader {

  /**
   * Linux, Documentation/ABI/testing/sysfs-kernel-kexec-kdump; the former names are in
   * Documentation/ABI/obsolete.
   */
  private static final String DIRECTORY = "/sys/kernel/kexec/";

  private static final String CPU_HOTPLUG = "/sys/devices/system/cpu/crash_hotplug";
  private static final String MEMORY_HOTPLUG = "/sys/devices/system/memory/crash_hotplug";

  /** An upper bound well above the text of the largest number of ranges that a kernel reserves. */
  private static final int MAX_RANGES = 1 << 16;

  /** More processors than any kernel supports. */
  private static final int MAX_CPUS = 1 << 16;

  private final LinuxRoot root;

  /**
   * Creates a reader.
   *
   * @param root the system to read
   */
  public CrashReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * {@return whether an image that a reboot would start is loaded; empty if the kernel was built
   * without kexec}
   *
   * @throws kexec.api.fault.BadFileException if it is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public Optional<Boolean> kexecLoaded() throws KexecException {
    return flag(file("loaded", "kexec_loaded"));
  }

  /**
   * {@return whether an image that a crash would start is loaded; empty if the kernel was built
   * without crash kernel support}
   *
   * @throws kexec.api.fault.BadFileException if it is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public Optional<Boolean> crashLoaded() throws KexecException {
    return flag(file("crash_loaded", "kexec_crash_loaded"));
  }

  /**
   * {@return the size of the memory reserved for a crash kernel, in bytes, 0 if none is reserved;
   * empty if the kernel was built without crash kernel support}
   *
   * @throws kexec.api.fault.BadFileException if it is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   * @throws kexec.api.fault.BusyException if another load or unload is in progress
   */
  public OptionalLong crashSize() throws KexecException {
    return count(file("crash_size", "kexec_crash_size"));
  }

  /**
   * {@return the memory that the running kernel lends to its users until a crash kernel needs it
   * ({@code crashkernel=SIZE,cma}), may be empty; {@link Optional#empty} if the kernel does not
   * report it}
   *
   * @throws kexec.api.fault.BadFileException if it is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public Optional<RangeSet<PhysicalAddress>> crashCma() throws KexecException {
    KernelFile file = file(DIRECTORY + "crash_cma_ranges");
    Optional<String> text = file.textIfPresent(MAX_RANGES);
    return text.isPresent()
        ? Optional.of(CmaRanges.parse(file.source(), text.get()))
        : Optional.empty();
  }

  /**
   * {@return the size that the segment with the ELF core header must have so that the kernel itself
   * can add processors and memory later, in bytes, may be 0; empty if the kernel does not support
   * that}
   *
   * @throws kexec.api.fault.BadFileException if it is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public OptionalLong elfcorehdrSize() throws KexecException {
    return count(file("crash_elfcorehdr_size", "crash_elfcorehdr_size"));
  }

  /**
   * {@return the hardware for which the kernel itself updates the core header of the loaded image;
   * false where the kernel does not say}
   *
   * @throws kexec.api.fault.BadFileException if it is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public CrashHotplug hotplug() throws KexecException {
    return new CrashHotplug(
        flag(file(CPU_HOTPLUG)).orElse(false), flag(file(MEMORY_HOTPLUG)).orElse(false));
  }

  /**
   * {@return the hardware for which the kernel itself updates the core header of any image that
   * leaves it {@link #elfcorehdrSize} bytes for that} It is the same before and after a load,
   * unlike {@link #hotplug}: without an image Linux 6.10 and later answer that with 0
   * (kernel/crash_core.c, crash_check_hotplug_support).
   *
   * @throws kexec.api.fault.BadFileException if it is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public CrashHotplug hotplugSupport() throws KexecException {
    boolean hasRoom = elfcorehdrSize().orElse(0) > 0;
    Optional<Boolean> cpus = flag(file(CPU_HOTPLUG));
    Optional<Boolean> memory = flag(file(MEMORY_HOTPLUG));
    return new CrashHotplug(
        cpus.filter(now -> now || hasRoom).isPresent(),
        memory.filter(now -> now || hasRoom).isPresent());
  }

  /**
   * {@return the location of the ELF note in which the running kernel describes itself; empty if it
   * has none}
   *
   * @throws kexec.api.fault.BadFileException if it is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public Optional<Range<PhysicalAddress>> vmcoreinfo() throws KexecException {
    KernelFile file = new KernelFile(root.resolve("/sys/kernel/vmcoreinfo"));
    Optional<String> text = file.textIfPresent(KernelFile.WORD);
    return text.isPresent()
        ? Optional.of(Vmcoreinfo.parse(file.source(), text.get()))
        : Optional.empty();
  }

  /**
   * {@return the locations to which a crash writes the registers of each processor, one per present
   * processor, online or not, ascending by number; empty if the kernel was built without kexec}
   *
   * @throws kexec.api.fault.BadFileException if one is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read them
   */
  public List<CrashNote> crashNotes() throws KexecException {
    List<CrashNote> notes = new ArrayList<>();
    Path cpus = root.resolve("/sys/devices/system/cpu");
    for (Map.Entry<Integer, Path> cpu : Directories.numbered(cpus, "cpu", MAX_CPUS).entrySet()) {
      Path directory = cpu.getValue();
      Optional<String> address =
          new KernelFile(directory.resolve("crash_notes")).textIfPresent(KernelFile.WORD);
      if (address.isPresent()) {
        notes.add(
            CrashNote.parse(
                FileName.of(directory),
                cpu.getKey(),
                address.get(),
                new KernelFile(directory.resolve("crash_notes_size")).text(KernelFile.WORD)));
      }
    }
    return List.copyOf(notes);
  }

  /**
   * {@return whether an oops of the kernel crashes it, so that a crash image is started (Linux,
   * Documentation/admin-guide/sysctl/kernel.rst, panic_on_oops); empty if the kernel does not say}
   *
   * @throws kexec.api.fault.BadFileException if it is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public Optional<Boolean> panicsOnOops() throws KexecException {
    KernelFile file = file("/proc/sys/kernel/panic_on_oops");
    Optional<String> text = file.textIfPresent(KernelFile.WORD);
    return text.isPresent()
        ? Optional.of(Numbers.decimal(file.source(), text.get()) != 0)
        : Optional.empty();
  }

  private KernelFile file(String absolute) {
    return new KernelFile(root.resolve(absolute));
  }

  /** Linux 7 has one directory for all of these; older kernels have separate files. */
  private KernelFile file(String name, String formerName) {
    KernelFile file = file(DIRECTORY + name);
    return Files.exists(file.path()) ? file : file("/sys/kernel/" + formerName);
  }

  private static Optional<Boolean> flag(KernelFile file) throws KexecException {
    Optional<String> text = file.textIfPresent(KernelFile.WORD);
    return text.isPresent()
        ? Optional.of(Numbers.flag(file.source(), text.get()))
        : Optional.empty();
  }

  private static OptionalLong count(KernelFile file) throws KexecException {
    Optional<String> text = file.textIfPresent(KernelFile.WORD);
    return text.isPresent()
        ? OptionalLong.of(Numbers.count(file.source(), text.get()))
        : OptionalLong.empty();
  }
}
