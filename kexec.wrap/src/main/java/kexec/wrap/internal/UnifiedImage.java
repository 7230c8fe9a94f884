package kexec.wrap.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.plan.SegmentData;
import kexec.api.text.ByteText;
import kexec.api.text.Size;

/**
 * A unified kernel image: a PE program for EFI whose sections have the kernel and what belongs to
 * it (UAPI Group Specifications, "Unified Kernel Image"; Microsoft, PE Format, "COFF File Header"
 * and "Section Table").
 */
final class UnifiedImage {

  private static final int LFANEW = 60;
  private static final int SIGNATURE = 0x50450000;
  private static final int PE_HEADER = 24;
  private static final int SECTION_COUNT = 6;
  private static final int OPTIONAL_HEADER_SIZE = 20;
  private static final int PE32 = 0x10b;
  private static final int PE32_PLUS = 0x20b;

  private static final int SECTION = 40;
  private static final int SECTION_NAME = 8;
  private static final int VIRTUAL_SIZE = 8;
  private static final int RAW_SIZE = 16;
  private static final int RAW_OFFSET = 20;

  /** Far more than a UKI with a dozen profiles has. */
  private static final int MOST_SECTIONS = 1024;

  /** More than any kernel takes. */
  private static final int LONGEST_COMMAND_LINE = 1 << 20;

  private static final String KERNEL = ".linux";
  private static final String MICROCODE = ".ucode";
  private static final String INITRD = ".initrd";
  private static final String COMMAND_LINE = ".cmdline";
  private static final String DEVICE_TREE = ".dtb";
  private static final String PROFILE = ".profile";
  private static final List<String> USED =
      List.of(KERNEL, MICROCODE, INITRD, COMMAND_LINE, DEVICE_TREE);

  private static final String CURE = "Make the UKI again, or name the kernel itself.";

  private UnifiedImage() {}

  /** A section's content: {@code size} bytes from {@code offset} on. */
  private record Section(String name, long offset, long size) {}

  /** {@return what is in the UKI; empty if this PE program, or other file with "MZ", is none} */
  static Optional<Layer> layer(WrappedData image, byte[] head) throws BadFileException {
    Map<String, List<Section>> sections = chosen(sections(image, head));
    if (!sections.containsKey(KERNEL)) {
      return Optional.empty();
    }
    requireApart(image, sections);
    List<SegmentData> initrds = new ArrayList<>();
    for (String name : List.of(MICROCODE, INITRD)) {
      for (Section each : sections.getOrDefault(name, List.of())) {
        initrds.add(content(image, each));
        initrds.add(SegmentData.zeros(-each.size() & 3));
      }
    }
    return Optional.of(
        new Layer(
            "UKI",
            content(image, sections.get(KERNEL).get(0)),
            Optional.of(SegmentData.concat(initrds)).filter(initrd -> initrd.size() > 0),
            first(sections, DEVICE_TREE).map(section -> content(image, section)),
            commandLine(image, sections)));
  }

  /** {@return the section table; empty if there is none, or it is not in the file} */
  private static List<Section> sections(WrappedData image, byte[] head) throws BadFileException {
    long pe = Integer.toUnsignedLong(WrappedData.little(head).getInt(LFANEW));
    if (!image.has(pe, PE_HEADER + Short.BYTES)) {
      return List.of();
    }
    ByteBuffer header = image.bytes(pe, PE_HEADER + Short.BYTES);
    int signature = header.getInt(0);
    header.order(ByteOrder.LITTLE_ENDIAN);
    int magic = header.getShort(PE_HEADER);
    if (signature != SIGNATURE || (magic != PE32 && magic != PE32_PLUS)) {
      return List.of();
    }
    int count = Short.toUnsignedInt(header.getShort(SECTION_COUNT));
    long at = pe + PE_HEADER + Short.toUnsignedInt(header.getShort(OPTIONAL_HEADER_SIZE));
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < Math.min(count, MOST_SECTIONS) && image.has(at, SECTION); i++) {
      sections.add(section(image.bytes(at, SECTION).order(ByteOrder.LITTLE_ENDIAN)));
      at += SECTION;
    }
    return sections;
  }

  /** The file may have less than is in memory, and more, because it is padded there. */
  private static Section section(ByteBuffer entry) {
    String name =
        WrappedData.untilNul(StandardCharsets.ISO_8859_1.decode(entry.slice(0, SECTION_NAME)));
    long virtual = Integer.toUnsignedLong(entry.getInt(VIRTUAL_SIZE));
    long raw = Integer.toUnsignedLong(entry.getInt(RAW_SIZE));
    return new Section(
        name,
        Integer.toUnsignedLong(entry.getInt(RAW_OFFSET)),
        virtual == 0 ? raw : Math.min(virtual, raw));
  }

  /**
   * {@return the sections that are used, by name. Of a UKI with several profiles these are those of
   * the first profile, and for the names that it does not have, those before all profiles}
   */
  private static Map<String, List<Section>> chosen(List<Section> sections) {
    List<Map<String, List<Section>>> profiles = new ArrayList<>();
    profiles.add(new LinkedHashMap<>());
    for (Section each : sections) {
      if (each.name().equals(PROFILE)) {
        profiles.add(new LinkedHashMap<>());
      } else if (USED.contains(each.name())) {
        profiles
            .get(profiles.size() - 1)
            .computeIfAbsent(each.name(), name -> new ArrayList<>())
            .add(each);
      }
    }
    Map<String, List<Section>> chosen = profiles.get(0);
    if (profiles.size() > 1) {
      chosen.putAll(profiles.get(1));
    }
    return chosen;
  }

  private static void requireApart(WrappedData image, Map<String, List<Section>> sections)
      throws BadFileException {
    List<Section> used =
        sections.values().stream()
            .flatMap(List::stream)
            .filter(section -> section.size() > 0)
            .sorted(Comparator.comparingLong(Section::offset))
            .toList();
    long end = 0;
    for (Section each : used) {
      if (!image.has(each.offset(), each.size())) {
        throw image.refusal(
            "wrap-beyond-file",
            "the section %s has %s from 0x%x on, but the UKI has %s"
                .formatted(
                    each.name(),
                    Size.both(each.size()),
                    each.offset(),
                    Size.both(image.data().size())),
            Decompression.CURE);
      }
      if (each.offset() < end) {
        throw image.refusal(
            "wrap-uki-sections",
            "the section %s at 0x%x overlaps another one".formatted(each.name(), each.offset()),
            CURE);
      }
      end = each.offset() + each.size();
    }
  }

  private static Optional<Section> first(Map<String, List<Section>> sections, String name) {
    return sections.getOrDefault(name, List.of()).stream()
        .filter(section -> section.size() > 0)
        .findFirst();
  }

  private static SegmentData content(WrappedData image, Section section) {
    return image.data().slice(section.size() == 0 ? 0 : section.offset(), section.size());
  }

  /**
   * {@return the command line up to the first NUL, with spaces in place of other control
   * characters, as systemd's stub passes it}
   */
  private static Optional<String> commandLine(
      WrappedData image, Map<String, List<Section>> sections) throws BadFileException {
    Optional<Section> section = first(sections, COMMAND_LINE);
    if (section.isEmpty()) {
      return Optional.empty();
    }
    if (section.get().size() > LONGEST_COMMAND_LINE) {
      throw image.refusal(
          "wrap-uki-command-line",
          "the section %s has %s, which is no command line"
              .formatted(COMMAND_LINE, Size.both(section.get().size())),
          CURE);
    }
    byte[] bytes = new byte[(int) section.get().size()];
    image.bytes(section.get().offset(), bytes.length).get(bytes);
    String line = WrappedData.untilNul(ByteText.of(bytes));
    StringBuilder shown = new StringBuilder(line.length());
    line.chars().forEach(c -> shown.append(c < ' ' || c == 0x7f ? ' ' : (char) c));
    return Optional.of(shown.toString().trim()).filter(text -> !text.isEmpty());
  }
}
