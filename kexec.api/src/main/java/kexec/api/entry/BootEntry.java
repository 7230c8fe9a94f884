package kexec.api.entry;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.fault.Finding;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Slot;

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

  private static final String CRASH_REGION = "crashkernel";

  /** What follows this word is for the first process, not for the kernel. */
  private static final String END = "--";

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
   * {@return what is to be loaded for this entry, with everything else at its default}
   *
   * <p>The command line is the entry's, byte for byte, so that the next kernel gets what the boot
   * loader would give it. What boot loaders add by themselves, such as GRUB's {@code BOOT_IMAGE=},
   * is not part of an entry; where an entry has such a word of its own, it stays. For a crash image
   * every {@code crashkernel=} is left out, with which the crash kernel would set aside memory of
   * the little that it has (kexec-tools, kexec(8), {@code --reuse-cmdline}).
   *
   * @param slot the slot that it is loaded into
   */
  public PlanRequest request(Slot slot) {
    return PlanRequest.of(kernel)
        .initrds(initrds)
        .modules(modules)
        .commandLine(slot == Slot.CRASH ? withoutCrashRegion(commandLine) : commandLine)
        .deviceTree(deviceTree.orElse(null))
        .slot(slot)
        .build();
  }

  /**
   * Words are separated by white space outside double quotes; an unclosed quote extends to the end
   * (Linux, lib/cmdline.c, next_arg()).
   */
  private static String withoutCrashRegion(String line) {
    StringBuilder kept = new StringBuilder(line.length());
    int at = 0;
    boolean ended = false;
    while (at < line.length()) {
      int word = at;
      while (word < line.length() && isSpace(line.charAt(word))) {
        word++;
      }
      int end = word;
      boolean quoted = false;
      while (end < line.length() && (quoted || !isSpace(line.charAt(end)))) {
        quoted ^= line.charAt(end) == '"';
        end++;
      }
      ended |= line.substring(word, end).equals(END);
      if (ended || !isCrashRegion(line.substring(word, end))) {
        kept.append(line, at, end);
      }
      at = end;
    }
    return kept.toString().strip();
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /** A word may be quoted as a whole. */
  private static boolean isCrashRegion(String word) {
    String bare = word.startsWith("\"") ? word.substring(1) : word;
    return bare.startsWith(CRASH_REGION + "=")
        || bare.equals(CRASH_REGION)
        || bare.equals(CRASH_REGION + "\"");
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
