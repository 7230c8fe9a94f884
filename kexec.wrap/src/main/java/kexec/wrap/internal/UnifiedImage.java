package kexec.wrap.internal;

import static kexec.base.pe.UnifiedSections.COMMAND_LINE;
import static kexec.base.pe.UnifiedSections.KERNEL;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kexec.api.fault.BadFileException;
import kexec.api.plan.SegmentData;
import kexec.api.text.Size;
import kexec.base.pe.PeFile;
import kexec.base.pe.PeSection;
import kexec.base.pe.UnifiedSections;

/**
 * A unified kernel image: a PE program for EFI whose sections have the kernel and what belongs to
 * it (UAPI Group Specifications, "Unified Kernel Image").
 */
final class UnifiedImage {

  /** More than any kernel takes. */
  private static final int LONGEST_COMMAND_LINE = 1 << 20;

  private static final String MICROCODE = ".ucode";
  private static final String INITRD = ".initrd";
  private static final String DEVICE_TREE = ".dtb";
  private static final Set<String> USED =
      Set.of(KERNEL, MICROCODE, INITRD, COMMAND_LINE, DEVICE_TREE);

  private static final String CURE = "Make the UKI again, or name the kernel itself.";

  private UnifiedImage() {}

  /** {@return what is in the UKI; empty if this PE program, or other file with "MZ", is none} */
  static Optional<Layer> layer(WrappedData image) throws BadFileException {
    Optional<PeFile> file = PeFile.read(image.data().size(), image::bytes);
    Map<String, List<PeSection>> sections =
        UnifiedSections.chosen(
            file.filter(PeFile::program).map(PeFile::sections).orElse(List.of()), USED);
    if (!sections.containsKey(KERNEL)) {
      return Optional.empty();
    }
    requireApart(image, sections);
    List<SegmentData> initrds = new ArrayList<>();
    for (String name : List.of(MICROCODE, INITRD)) {
      for (PeSection each : sections.getOrDefault(name, List.of())) {
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

  private static void requireApart(WrappedData image, Map<String, List<PeSection>> sections)
      throws BadFileException {
    List<PeSection> used =
        sections.values().stream()
            .flatMap(List::stream)
            .filter(section -> section.size() > 0)
            .sorted(Comparator.comparingLong(PeSection::offset))
            .toList();
    long end = 0;
    for (PeSection each : used) {
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

  private static Optional<PeSection> first(Map<String, List<PeSection>> sections, String name) {
    return sections.getOrDefault(name, List.of()).stream()
        .filter(section -> section.size() > 0)
        .findFirst();
  }

  private static SegmentData content(WrappedData image, PeSection section) {
    return image.data().slice(section.size() == 0 ? 0 : section.offset(), section.size());
  }

  private static Optional<String> commandLine(
      WrappedData image, Map<String, List<PeSection>> sections) throws BadFileException {
    Optional<PeSection> section = first(sections, COMMAND_LINE);
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
    return UnifiedSections.commandLine(bytes);
  }
}
