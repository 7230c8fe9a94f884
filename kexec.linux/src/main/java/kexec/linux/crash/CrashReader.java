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

/** Reads what the running kernel tells of its images and of its own crash. */
public final class CrashReader {

  /**
   * Linux, Documentation/ABI/testing/sysfs-kernel-kexec-kdump; the former names are in
   * Documentation/ABI/obsolete.
   */
  private static final String DIRECTORY = "/sys/kernel/kexec/";

  /** Far more text than the ranges take that a kernel sets apart at most. */
  private static final int MAX_RANGES = 1 << 16;

  /** More processors than any kernel can be built for. */
  private static final int MAX_CPUS = 1 << 16;

  private final LinuxRoot root;

  /**
   * Makes a reader.
   *
   * @param root the system to read
   */
  public CrashReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * Tells whether an image is loaded that a reboot would start.
   *
   * @return the kernel's word; nothing where it was built without kexec
   * @throws kexec.api.fault.BadFileException if it cannot be understood or read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
   */
  public Optional<Boolean> kexecLoaded() throws KexecException {
    return flag(file("loaded", "kexec_loaded"));
  }

  /**
   * Tells whether an image is loaded that a crash would start.
   *
   * @return the kernel's word; nothing where it was built without crash kernels
   * @throws kexec.api.fault.BadFileException if it cannot be understood or read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
   */
  public Optional<Boolean> crashLoaded() throws KexecException {
    return flag(file("crash_loaded", "kexec_crash_loaded"));
  }

  /**
   * Tells how much memory is reserved for a crash kernel, where its image lies.
   *
   * @return bytes, 0 where none is reserved; nothing where the kernel was built without crash
   *     kernels
   * @throws kexec.api.fault.BadFileException if it cannot be understood or read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
   * @throws kexec.api.fault.BusyException if another load or unload is going on
   */
  public OptionalLong crashSize() throws KexecException {
    return count(file("crash_size", "kexec_crash_size"));
  }

  /**
   * Tells which memory the running kernel lends to its users until a crash kernel gets it, as
   * {@code crashkernel=SIZE,cma} makes it do.
   *
   * @return the memory, perhaps none; nothing where the kernel does not tell
   * @throws kexec.api.fault.BadFileException if it cannot be understood or read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
   */
  public Optional<RangeSet<PhysicalAddress>> crashCma() throws KexecException {
    KernelFile file = file(DIRECTORY + "crash_cma_ranges");
    Optional<String> text = file.textIfPresent(MAX_RANGES);
    return text.isPresent()
        ? Optional.of(CmaRanges.parse(file.source(), text.get()))
        : Optional.empty();
  }

  /**
   * Tells how large the segment with the ELF core header must be, so that the kernel itself can
   * enter processors and memory that come later.
   *
   * @return bytes, perhaps 0; nothing where the kernel cannot do that
   * @throws kexec.api.fault.BadFileException if it cannot be understood or read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
   */
  public OptionalLong elfcorehdrSize() throws KexecException {
    return count(file("crash_elfcorehdr_size", "crash_elfcorehdr_size"));
  }

  /**
   * Tells for whom the kernel itself keeps the core header of the loaded image up to date.
   *
   * @return the kernel's word; false where it says nothing
   * @throws kexec.api.fault.BadFileException if it cannot be understood or read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
   */
  public CrashHotplug hotplug() throws KexecException {
    return new CrashHotplug(
        flag(file("/sys/devices/system/cpu/crash_hotplug")).orElse(false),
        flag(file("/sys/devices/system/memory/crash_hotplug")).orElse(false));
  }

  /**
   * Tells where the running kernel describes itself.
   *
   * @return where the ELF note lies; nothing where the kernel has none
   * @throws kexec.api.fault.BadFileException if it cannot be understood or read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
   */
  public Optional<Range<PhysicalAddress>> vmcoreinfo() throws KexecException {
    KernelFile file = new KernelFile(root.resolve("/sys/kernel/vmcoreinfo"));
    Optional<String> text = file.textIfPresent(KernelFile.WORD);
    return text.isPresent()
        ? Optional.of(Vmcoreinfo.parse(file.source(), text.get()))
        : Optional.empty();
  }

  /**
   * Tells where the registers of each processor are written in a crash: of all that are present,
   * whether they are online or not.
   *
   * @return one place a processor, ascending by its number; empty where the kernel was built
   *     without kexec
   * @throws kexec.api.fault.BadFileException if one cannot be understood or read
   * @throws kexec.api.fault.NotPermittedException if this user may not read them
   */
  public List<CrashNote> crashNotes() throws KexecException {
    List<CrashNote> notes = new ArrayList<>();
    Path cpus = root.resolve("/sys/devices/system/cpu");
    for (Map.Entry<Integer, Path> cpu : Directories.numbered(cpus, "cpu", MAX_CPUS).entrySet()) {
      Path directory = cpu.getValue();
      KernelFile address = new KernelFile(directory.resolve("crash_notes"));
      if (Files.exists(address.path())) {
        notes.add(
            CrashNote.parse(
                FileName.of(directory),
                cpu.getKey(),
                address.text(KernelFile.WORD),
                new KernelFile(directory.resolve("crash_notes_size")).text(KernelFile.WORD)));
      }
    }
    return List.copyOf(notes);
  }

  private KernelFile file(String absolute) {
    return new KernelFile(root.resolve(absolute));
  }

  /** Linux 7 has a directory for all of these, where older ones have them beside one another. */
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
