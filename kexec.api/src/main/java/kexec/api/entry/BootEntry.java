package kexec.api.entry;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.plan.ModuleFile;

/**
 * One kernel that the boot loader offers.
 *
 * @param id its name, unique among the entries of this system: the file name without its suffix for
 *     an entry of the Boot Loader Specification, the {@code --id} or the title path for GRUB, the
 *     {@code LABEL} for extlinux, the kernel's version for a kernel that was found without an entry
 * @param title what the boot loader's menu shows
 * @param source the kind of entry, and the file that it was read from
 * @param kernel the absolute path of the kernel, or of the unified kernel image
 * @param initrds the absolute paths of the initial RAM disks, in their order; empty for a unified
 *     kernel image, which holds its own
 * @param modules the Multiboot modules, in their order; empty for anything but Multiboot. For a
 *     hypervisor these are the kernel of its first domain and that kernel's initial RAM disk
 * @param commandLine the kernel's command line, as {@link kexec.api.text.ByteText}; for a unified
 *     kernel image the one that it holds
 * @param deviceTree the absolute path of the device tree, if the entry names one
 * @param architecture the label of the architecture that the entry is for, if it names one
 * @param version the kernel's release, if the entry or the file's name tells it
 * @param findings what cannot be told for certain, as warnings, and why the entry cannot be loaded,
 *     as errors; may be empty
 */
public record BootEntry(
    String id,
    String title,
    Source source,
    Path kernel,
    List<Path> initrds,
    List<ModuleFile> modules,
    String commandLine,
    Optional<Path> deviceTree,
    Optional<String> architecture,
    Optional<String> version,
    List<Finding> findings) {

  /** Makes the lists unmodifiable. */
  public BootEntry {
    initrds = List.copyOf(initrds);
    modules = List.copyOf(modules);
    findings = List.copyOf(findings);
  }

  /** {@return whether nothing is known that prevents loading it} */
  public boolean isLoadable() {
    return findings.stream().noneMatch(Finding::isError);
  }

  /**
   * Where an entry comes from.
   *
   * @param kind the kind of entry
   * @param file the file that it was read from
   */
  public record Source(Kind kind, Path file) {}

  /** The kinds of entries. */
  public enum Kind {
    /** A text file below {@code loader/entries}: Boot Loader Specification, type 1. */
    BLS_TYPE_1("bls-1"),
    /** A unified kernel image below {@code EFI/Linux}: Boot Loader Specification, type 2. */
    BLS_TYPE_2("bls-2"),
    /** A {@code menuentry} of GRUB's configuration. */
    GRUB("grub"),
    /** A {@code LABEL} of extlinux's configuration, which U-Boot reads too. */
    EXTLINUX("extlinux"),
    /** A kernel file in {@code /boot} that no entry names. */
    KERNEL_FILE("file");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** {@return the name used in texts and JSON documents} */
    public String label() {
      return label;
    }
  }
}
