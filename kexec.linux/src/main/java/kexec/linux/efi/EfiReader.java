package kexec.linux.efi;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.firmware.FirmwareReader;
import kexec.linux.internal.Directories;
import kexec.linux.internal.KernelFile;
import kexec.linux.internal.Malformed;
import kexec.linux.internal.Numbers;

/** Reads what the kernel shows of EFI below {@code /sys/firmware/efi}. */
public final class EfiReader {

  private static final int MAX_DESCRIPTORS = 100_000;
  private static final int MAX_SYSTAB = 1 << 14;

  private static final String SECURE_BOOT =
      "efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
  // Linux, Documentation/filesystems/efivarfs.rst: attributes come before the content.
  private static final int VARIABLE_ATTRIBUTES = 4;

  // Linux, Documentation/arch/x86/zero-page.rst: secure_boot in struct boot_params; its values are
  // those of enum efi_secureboot_mode in include/linux/efi.h.
  private static final int SECURE_BOOT_MODE = 0x1ec;
  private static final int MODE_DISABLED = 2;
  private static final int MODE_ENABLED = 3;

  private final FirmwareReader handedOver;
  private final Path efi;

  /**
   * Creates a reader.
   *
   * @param root the system to read
   */
  public EfiReader(LinuxRoot root) {
    this.handedOver = new FirmwareReader(root);
    this.efi = root.resolve("/sys/firmware/efi");
  }

  /** {@return whether this machine was booted by EFI: whether the kernel shows anything of it} */
  public boolean isPresent() {
    return Files.isDirectory(efi);
  }

  /**
   * {@return the current address of the firmware vendor string; empty if the kernel does not show
   * it}
   *
   * @throws kexec.api.fault.BadFileException if it is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public OptionalLong fwVendor() throws KexecException {
    return address("fw_vendor");
  }

  /**
   * {@return the current address of the run-time services table; empty if the kernel does not show
   * it}
   *
   * @throws kexec.api.fault.BadFileException if it is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public OptionalLong runtime() throws KexecException {
    return address("runtime");
  }

  /**
   * {@return the physical address of the configuration tables; empty if the kernel does not show
   * it}
   *
   * @throws kexec.api.fault.BadFileException if it is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public OptionalLong configTable() throws KexecException {
    return address("config_table");
  }

  /**
   * {@return whether the firmware is 64-bit or 32-bit, as the number of bits; empty if the kernel
   * does not show it}
   *
   * @throws kexec.api.fault.BadFileException if it is another number, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public OptionalLong platformSize() throws KexecException {
    KernelFile file = new KernelFile(efi.resolve("fw_platform_size"));
    Optional<String> text = file.textIfPresent(KernelFile.WORD);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    long bits = Numbers.count(file.source(), text.get());
    if (bits != Long.SIZE && bits != Integer.SIZE) {
      throw Malformed.text(file.source(), text.get().strip(), "64 or 32");
    }
    return OptionalLong.of(bits);
  }

  /**
   * {@return whether the firmware starts signed programs only (UEFI specification 2.10, section
   * 3.3, variable SecureBoot); empty if it has no such variable or the kernel does not show it} If
   * the variables' file system is not mounted, on x86, this is the value that the kernel was given
   * at boot.
   *
   * @throws kexec.api.fault.BadFileException if it is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public Optional<Boolean> secureBoot() throws KexecException {
    KernelFile file = new KernelFile(efi.resolve(SECURE_BOOT));
    Optional<byte[]> variable = file.bytesIfPresent(KernelFile.WORD);
    if (variable.isEmpty()) {
      return secureBootMode();
    }
    if (variable.get().length != VARIABLE_ATTRIBUTES + 1) {
      throw Malformed.because(
          file.source(), "%s bytes are no variable of one byte".formatted(variable.get().length));
    }
    return Optional.of(variable.get()[VARIABLE_ATTRIBUTES] == 1);
  }

  private Optional<Boolean> secureBootMode() throws KexecException {
    return handedOver
        .bootParams()
        .map(parameters -> parameters[SECURE_BOOT_MODE])
        .filter(mode -> mode == MODE_DISABLED || mode == MODE_ENABLED)
        .map(mode -> mode == MODE_ENABLED);
  }

  /**
   * {@return the EFI tables; empty if the kernel does not show them}
   *
   * @throws kexec.api.fault.BadFileException if they is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read them
   */
  public Optional<EfiTables> tables() throws KexecException {
    KernelFile file = new KernelFile(efi.resolve("systab"));
    Optional<String> text = file.textIfPresent(MAX_SYSTAB);
    return text.isPresent()
        ? Optional.of(EfiTables.parse(file.source(), text.get()))
        : Optional.empty();
  }

  /**
   * {@return the memory used by EFI's run-time services as the kernel maps it, in the kernel's
   * order (Linux, Documentation/ABI/testing/sysfs-firmware-efi-runtime-map); empty if it does not
   * show them}
   *
   * @throws kexec.api.fault.BadFileException if one is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read them
   */
  public List<EfiMemoryDescriptor> runtimeMap() throws KexecException {
    List<EfiMemoryDescriptor> map = new ArrayList<>();
    Path directory = efi.resolve("runtime-map");
    for (Path entry : Directories.numbered(directory, "", MAX_DESCRIPTORS).values()) {
      long type = number(entry, "type");
      if (type >>> Integer.SIZE != 0) {
        throw Malformed.because(entry.toString(), "0x%x is no type of 32 bits".formatted(type));
      }
      map.add(
          new EfiMemoryDescriptor(
              (int) type,
              number(entry, "phys_addr"),
              number(entry, "virt_addr"),
              number(entry, "num_pages"),
              number(entry, "attribute")));
    }
    return List.copyOf(map);
  }

  private static long number(Path entry, String name) throws KexecException {
    KernelFile file = new KernelFile(entry.resolve(name));
    return Numbers.hex(file.source(), file.text(KernelFile.WORD));
  }

  private OptionalLong address(String name) throws KexecException {
    KernelFile file = new KernelFile(efi.resolve(name));
    Optional<String> text = file.textIfPresent(KernelFile.WORD);
    return text.isPresent()
        ? OptionalLong.of(Numbers.hex(file.source(), text.get()))
        : OptionalLong.empty();
  }
}
