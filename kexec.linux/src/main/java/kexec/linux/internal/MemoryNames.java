package kexec.linux.internal;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.memory.MemoryType;

/**
 * Linux's names for memory regions, in {@code /proc/iomem}, in its log and in {@code
 * /sys/firmware/memmap} (Linux, arch/x86/kernel/e820.c; kernel/resource.c).
 */
public final class MemoryNames {

  /** RAM used by the kernel and its users; at the top level of {@code /proc/iomem}. */
  public static final String SYSTEM_RAM = "System RAM";

  /**
   * The suffix of {@link #SYSTEM_RAM} where Linux lists RAM again, at the addresses at which the
   * boot processor sees it.
   */
  public static final String BOOT_ALIAS = " (boot alias)";

  // In lower case. Linux 7 uses other names in its log than earlier versions, and every version
  // uses other names in resources than in the log.
  private static final Map<String, MemoryType> TYPES =
      Map.ofEntries(
          Map.entry("system ram", MemoryType.RAM),
          Map.entry("usable", MemoryType.RAM),
          Map.entry("kernel usable ram", MemoryType.RAM),
          Map.entry("reserved", MemoryType.RESERVED),
          Map.entry("device reserved", MemoryType.RESERVED),
          // The number is not shown.
          Map.entry("unknown e820 type", MemoryType.RESERVED),
          Map.entry("soft reserved", MemoryType.SOFT_RESERVED),
          Map.entry("acpi data", MemoryType.ACPI),
          Map.entry("acpi tables", MemoryType.ACPI),
          Map.entry("acpi nvs", MemoryType.NVS),
          Map.entry("acpi non-volatile storage", MemoryType.NVS),
          Map.entry("unusable", MemoryType.UNUSABLE),
          Map.entry("unusable memory", MemoryType.UNUSABLE),
          Map.entry("persistent memory", MemoryType.PMEM),
          Map.entry("persistent memory (legacy)", MemoryType.PRAM));

  private static final Pattern PERSISTENT =
      Pattern.compile("persistent(?: ram)? \\((type \\d+)\\)");

  private MemoryNames() {}

  /**
   * {@return the memory type with a name, or empty for a device, a bus, or a part of the running
   * kernel}
   *
   * @param name the name as Linux prints it, in any case; a number without a name is {@code type
   *     20}
   */
  public static Optional<MemoryType> type(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    MemoryType known = TYPES.get(lower);
    if (known != null) {
      return Optional.of(known);
    }
    Matcher persistent = PERSISTENT.matcher(lower);
    String numbered = persistent.matches() ? persistent.group(1) : lower;
    return numbered.startsWith("type ") ? MemoryType.labelled(numbered) : Optional.empty();
  }

  /**
   * {@return whether a line of {@code /proc/iomem} is memory that the kernel uses as RAM, at any
   * nesting depth: plain RAM, or RAM added by a driver, such as {@code System RAM (kmem)} and
   * {@code System RAM (virtio_mem)}; false for the second listing of RAM at its boot aliases}
   *
   * @param name the line's name
   */
  public static boolean isKernelRam(String name) {
    return name.equals(SYSTEM_RAM)
        || (name.startsWith(SYSTEM_RAM + " (") && !name.equals(SYSTEM_RAM + BOOT_ALIAS));
  }

  /**
   * {@return whether a line nested in plain RAM is itself plain RAM: a part of the kernel that is
   * gone when another one starts, or memory reserved for a crash kernel; false for memory that a
   * device or a driver claims}
   *
   * @param name the line's name
   */
  public static boolean isPlainRam(String name) {
    return name.startsWith("Kernel ") || name.startsWith("Crash kernel") || name.equals(SYSTEM_RAM);
  }

  /**
   * {@return whether a line nested in RAM is a window on other memory} The aperture through which
   * an AMD processor translates device addresses lies over RAM that it hides (Linux,
   * arch/x86/kernel/aperture_64.c).
   *
   * @param name the line's name
   */
  public static boolean isAperture(String name) {
    return name.equals("GART");
  }
}
