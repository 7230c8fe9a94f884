package kexec.core.internal.plan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import kexec.api.plan.SegmentData;

/**
 * A PE executable, as started by EFI (PE Format, "COFF File Header" and "Section Table").
 *
 * @param machine {@code Machine}
 * @param sections the beginning of each section's content by its name; the first of several with
 *     the same name
 */
record PeProgram(int machine, Map<String, String> sections) {

  private static final int DOS_HEADER = 64;
  private static final int LFANEW = 60;
  private static final int PE_HEADER = 24;
  private static final int SECTION = 40;
  private static final int MOST_SECTIONS = 96;
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
    long at =
        file.size() < DOS_HEADER
            ? Long.MAX_VALUE
            : Integer.toUnsignedLong(little(file, LFANEW, 4).getInt());
    if (at > file.size() - PE_HEADER || little(file, at, 4).getInt() != 0x4550) {
      return Optional.of(new PeProgram(0, Map.of()));
    }
    ByteBuffer header = little(file, at, PE_HEADER);
    int count = Math.min(Short.toUnsignedInt(header.getShort(6)), MOST_SECTIONS);
    long first = at + PE_HEADER + Short.toUnsignedInt(header.getShort(20));
    Map<String, String> sections = new LinkedHashMap<>();
    for (long section = first; count > 0 && section <= file.size() - SECTION; section += SECTION) {
      add(file, little(file, section, SECTION), sections);
      count--;
    }
    return Optional.of(new PeProgram(Short.toUnsignedInt(header.getShort(4)), sections));
  }

  private static void add(SegmentData file, ByteBuffer section, Map<String, String> sections) {
    String name = text(section.slice(0, 8)).replace("\0", "");
    long size = Integer.toUnsignedLong(section.getInt(16));
    long from = Integer.toUnsignedLong(section.getInt(20));
    long there = Math.max(0, Math.min(Math.min(size, LOOKED_AT), file.size() - from));
    sections.putIfAbsent(name, there == 0 ? "" : text(file.buffer(from, (int) there)));
  }

  private static ByteBuffer little(SegmentData file, long at, int length) {
    return file.buffer(at, length).order(ByteOrder.LITTLE_ENDIAN);
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
