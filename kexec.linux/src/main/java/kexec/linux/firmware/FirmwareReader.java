package kexec.linux.firmware;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.memory.MemoryMap;
import kexec.api.text.FileName;
import kexec.linux.LinuxRoot;
import kexec.linux.internal.Directories;
import kexec.linux.internal.KernelFile;
import kexec.linux.internal.Malformed;
import kexec.linux.internal.Numbers;

/** Reads what the boot loader and the firmware handed to the running kernel. */
public final class FirmwareReader {

  /** Linux, arch/arm64/include/asm/boot.h: MAX_FDT_SIZE. */
  private static final int MAX_FDT_SIZE = 2 << 20;

  /** The size of {@code struct boot_params} (Linux, arch/x86/include/uapi/asm/bootparam.h). */
  public static final int BOOT_PARAMS_SIZE = 4096;

  /** The maximum size of a {@code setup_data} entry in bytes. */
  public static final int MAX_SETUP_DATA = 1 << 20;

  private static final int MAX_PIECES = 1000;

  private final LinuxRoot root;

  /**
   * Creates a reader.
   *
   * @param root the system to read
   */
  public FirmwareReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * {@return the firmware's memory map from {@code /sys/firmware/memmap}, without a crash region;
   * empty if the kernel does not show it} Unlike {@code /proc/iomem} it includes memory that the
   * running kernel does not use, for example because of {@code mem=}.
   *
   * @throws kexec.api.fault.BadFileException if it is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public Optional<MemoryMap> memoryMap() throws KexecException {
    Path directory = root.resolve("/sys/firmware/memmap");
    List<FirmwareRegion> regions = new ArrayList<>();
    for (Path entry : Directories.numbered(directory, "", FirmwareMap.MAX_REGIONS).values()) {
      regions.add(
          new FirmwareRegion(
              entry.toString(), word(entry, "start"), word(entry, "end"), word(entry, "type")));
    }
    return regions.isEmpty()
        ? Optional.empty()
        : Optional.of(FirmwareMap.parse(FileName.of(directory), regions));
  }

  /**
   * {@return the boot parameters of the running kernel: a copy of the {@value #BOOT_PARAMS_SIZE}
   * bytes of {@code struct boot_params}; empty if the kernel does not show them, as on other
   * architectures than x86}
   *
   * @throws kexec.api.fault.BadFileException if their size is wrong, or they cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read them
   */
  public Optional<byte[]> bootParams() throws KexecException {
    KernelFile file = new KernelFile(root.resolve("/sys/kernel/boot_params/data"));
    Optional<byte[]> bytes = file.bytesIfPresent(BOOT_PARAMS_SIZE);
    if (bytes.isPresent() && bytes.get().length != BOOT_PARAMS_SIZE) {
      throw Malformed.because(
          file.source(),
          "it has %s bytes instead of %s".formatted(bytes.get().length, BOOT_PARAMS_SIZE));
    }
    return bytes;
  }

  /**
   * {@return the flattened device tree that the running kernel was booted with; empty if it had
   * none}
   *
   * @throws kexec.api.fault.BadFileException if it is longer than Linux takes, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public Optional<byte[]> deviceTree() throws KexecException {
    return new KernelFile(root.resolve("/sys/firmware/fdt")).bytesIfPresent(MAX_FDT_SIZE);
  }

  /**
   * {@return the {@code setup_data} entries of the running kernel in order; empty if there are none
   * or the kernel does not show them}
   *
   * @throws kexec.api.fault.BadFileException if one is malformed, unreadable or too long
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read them
   */
  public List<SetupData> setupData() throws KexecException {
    Path directory = root.resolve("/sys/kernel/boot_params/setup_data");
    List<SetupData> pieces = new ArrayList<>();
    for (Path entry : Directories.numbered(directory, "", MAX_PIECES).values()) {
      KernelFile type = new KernelFile(entry.resolve("type"));
      long number = Numbers.hex(type.source(), type.text(KernelFile.WORD));
      if (number >>> Integer.SIZE != 0) {
        throw Malformed.because(type.source(), "0x%x is no type of 32 bits".formatted(number));
      }
      byte[] data = new KernelFile(entry.resolve("data")).bytes(MAX_SETUP_DATA);
      pieces.add(new SetupData((int) number, data));
    }
    return List.copyOf(pieces);
  }

  private static String word(Path entry, String name) throws KexecException {
    return new KernelFile(entry.resolve(name)).text(KernelFile.WORD);
  }
}
