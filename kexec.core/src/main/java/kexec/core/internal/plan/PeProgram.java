package kexec.core.internal.plan;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.plan.SegmentData;
import kexec.base.pe.PeFile;
import kexec.base.pe.PeSection;

/**
 * A PE executable, as started by EFI.
 *
 * @param machine {@code Machine}
 * @param sections the beginning of each section's content by its name; the first of several with
 *     the same name
 */
record PeProgram(int machine, Map<String, String> sections) {

  private static final int LOOKED_AT = 512;

  /**
   * Reads a program's headers.
   *
   * @return empty if it does not start with "MZ"; no sections if there is no PE header, or it is
   *     not within the file
   */
  static Optional<PeProgram> read(SegmentData file) {
    if (file.size() < 2 || file.buffer(0, 2).getShort() != 0x4d5a) {
      return Optional.empty();
    }
    Optional<PeFile> headers = PeFile.read(file.size(), file::buffer);
    Map<String, String> sections = new LinkedHashMap<>();
    for (PeSection each : headers.map(PeFile::sections).orElse(List.of())) {
      sections.putIfAbsent(each.name(), beginning(file, each));
    }
    return Optional.of(new PeProgram(headers.map(PeFile::machine).orElse(0), sections));
  }

  private static String beginning(SegmentData file, PeSection section) {
    long size = Math.min(section.size(), LOOKED_AT);
    long there = Math.max(0, Math.min(size, file.size() - section.offset()));
    return there == 0 ? "" : text(file.buffer(section.offset(), (int) there));
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes).toString();
  }

  /** {@return its format, with the word FILE for the file in the cure} */
  KnownFormat format() {
    String info = sections.getOrDefault(".sdmagic", "");
    if (info.contains("systemd-boot")) {
      return bootLoader("systemd-boot");
    }
    if (info.contains("systemd-stub")) {
      return new KnownFormat(
          "systemd's EFI stub without a kernel" + architecture(), "Name the kernel itself.");
    }
    String levels = sections.getOrDefault(".sbat", "");
    if (levels.contains("grub") || sections.containsKey("mods")) {
      return bootLoader("GRUB");
    }
    return levels.contains("shim,")
        ? bootLoader("shim")
        : new KnownFormat(
            "a PE executable%s, as EFI programs are".formatted(architecture()),
            "Name a kernel: a program that only EFI can start cannot be entered once EFI has"
                + " handed the machine over.");
  }

  private KnownFormat bootLoader(String name) {
    return new KnownFormat(
        "the boot loader %s%s".formatted(name, architecture()),
        "Name the kernel that it would start: a boot loader cannot be entered once EFI has handed"
            + " the machine over.");
  }

  private String architecture() {
    return switch (machine) {
      case 0x8664 -> " for x86_64";
      case 0x14c -> " for i386";
      case 0xaa64 -> " for arm64";
      case 0x1c0, 0x1c2, 0x1c4 -> " for arm";
      case 0x5064 -> " for riscv64";
      case 0x6264 -> " for loongarch64";
      default -> "";
    };
  }
}
