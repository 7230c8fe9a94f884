package kexec.linux.internal;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.memory.MemoryType;

/**
 * What Linux calls the pieces of a machine's memory, in {@code /proc/iomem}, in its log and in
 * {@code /sys/firmware/memmap} (Linux, arch/x86/kernel/e820.c; kernel/resource.c).
 */
public final class MemoryNames {

  /** RAM that the kernel's users and itself have; at the top level of {@code /proc/iomem}. */
  public static final String SYSTEM_RAM = "System RAM";

  /**
   * What is behind {@link #SYSTEM_RAM} where Linux lists RAM once more, at the addresses at which
   * the boot processor sees it.
   */
  public static final String BOOT_ALIAS = " (boot alias)";

  // In lower case. Linux 7 has other names in its log than those before it, and all have others in
  // resources than in the log.
  private static final Map<String, MemoryType> TYPES =
      Map.ofEntries(
          Map.entry("system ram", MemoryType.RAM),
          Map.entry("usable", MemoryType.RAM),
          Map.entry("kernel usable ram", MemoryType.RAM),
          Map.entry("reserved", MemoryType.RESERVED),
          Map.entry("device reserved", MemoryType.RESERVED),
          // Whatever number it has is not told here.
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
   * Returns the type of memory that has some name.
   *
   * @param name the name as Linux writes it, in upper or lower case; a number without a name is
   *     {@code type 20}
   * @return the type, or nothing for a device, a bus, or a part of the running kernel
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
   * Tells whether a line of {@code /proc/iomem} is memory that the kernel uses as RAM: plain RAM,
   * or what a driver gave it, such as {@code System RAM (kmem)} and {@code System RAM
   * (virtio_mem)}, wherever it is nested.
   *
   * @param name the line's name
   * @return whether it is; not for the second listing of RAM at its boot aliases
   */
  public static boolean isKernelRam(String name) {
    return name.equals(SYSTEM_RAM)
        || (name.startsWith(SYSTEM_RAM + " (") && !name.equals(SYSTEM_RAM + BOOT_ALIAS));
  }

  /**
   * Tells whether a line that is nested in plain RAM is nothing but that: a part of the kernel
   * which goes when another one is started, or memory that is kept for a crash kernel.
   *
   * @param name the line's name
   * @return whether it is; false for memory that a device or a driver has claimed
   */
  public static boolean isPlainRam(String name) {
    return name.startsWith("Kernel ") || name.startsWith("Crash kernel") || name.equals(SYSTEM_RAM);
  }

  /**
   * Tells whether a line that is nested in RAM is a window on other memory: the aperture through
   * which an AMD processor translates addresses of devices lies over RAM that it hides (Linux,
   * arch/x86/kernel/aperture_64.c).
   *
   * @param name the line's name
   * @return whether it is
   */
  public static boolean isAperture(String name) {
    return name.equals("GART");
  }
}
