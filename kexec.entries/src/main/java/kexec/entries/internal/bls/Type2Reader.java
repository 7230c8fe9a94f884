package kexec.entries.internal.bls;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Finding;
import kexec.api.text.ByteText;
import kexec.api.text.FileName;
import kexec.base.pe.PeFile;
import kexec.base.pe.PeSection;
import kexec.base.pe.UnifiedSections;
import kexec.entries.internal.entry.LoaderEntry;
import kexec.entries.internal.tree.BootTree;

/**
 * Reads entries of type 2: unified kernel images (UAPI Group Specifications, "The Boot Loader
 * Specification", "Type #2 EFI Unified Kernel Images"). Of each file only its headers and a few
 * texts are read.
 */
public final class Type2Reader {

  private static final String SUFFIX = ".efi";

  /** More than any of these texts has. */
  private static final int LONGEST = 1 << 16;

  private static final Set<String> USED =
      Set.of(
          UnifiedSections.KERNEL,
          UnifiedSections.COMMAND_LINE,
          UnifiedSections.RELEASE_FILE,
          UnifiedSections.RELEASE);

  /** {@code Machine} of the COFF header (Microsoft, PE Format, "Machine Types"). */
  private static final Map<Integer, String> MACHINES =
      Map.of(0x8664, "x86_64", 0x14c, "i386", 0xaa64, "arm64", 0x1c2, "arm");

  private final BootTree tree;
  private final String architecture;

  /**
   * Creates a reader.
   *
   * @param tree the system
   * @param architecture the label of the system's architecture
   */
  public Type2Reader(BootTree tree, String architecture) {
    this.tree = tree;
    this.architecture = architecture;
  }

  /**
   * {@return the entries below a partition, in no order}
   *
   * @param partition the directory that has {@code EFI/Linux}
   * @param findings is told what could not be read
   */
  List<BlsEntry> read(Path partition, List<Finding> findings) {
    List<BlsEntry> entries = new ArrayList<>();
    for (Path file : tree.list(partition.resolve("EFI/Linux"), findings)) {
      String name = FileName.of(file.getFileName());
      if (name.toLowerCase(Locale.ROOT).endsWith(SUFFIX)) {
        Optional<Parts> parts = tree.opened(file, Type2Reader::parts, findings);
        parts.ifPresent(
            each -> {
              if (each.kernel()) {
                entries.add(entry(partition, file, BlsName.of(name, SUFFIX), each));
              } else {
                findings.add(noKernel(file));
              }
            });
      }
    }
    return entries;
  }

  /** The texts in a unified kernel image. */
  private record Parts(
      boolean kernel,
      Optional<String> architecture,
      Optional<String> commandLine,
      Optional<String> release,
      Map<String, String> system) {}

  private static Parts parts(FileChannel channel) throws IOException {
    PeFile file =
        PeFile.read(channel.size(), (offset, length) -> piece(channel, offset, length))
            .filter(PeFile::program)
            .orElse(new PeFile(0, false, List.of()));
    Map<String, List<PeSection>> sections = UnifiedSections.chosen(file.sections(), USED);
    return new Parts(
        sections.containsKey(UnifiedSections.KERNEL),
        Optional.ofNullable(MACHINES.get(file.machine())),
        content(channel, sections, UnifiedSections.COMMAND_LINE)
            .flatMap(UnifiedSections::commandLine),
        content(channel, sections, UnifiedSections.RELEASE).map(Type2Reader::text),
        system(content(channel, sections, UnifiedSections.RELEASE_FILE)));
  }

  private static String text(byte[] content) {
    return ByteText.of(content).replace("\0", "").strip();
  }

  /** os-release(5): assignments as in a shell, here without its escapes. */
  private static Map<String, String> system(Optional<byte[]> content) {
    Map<String, String> values = new HashMap<>();
    for (String line : content.map(Type2Reader::text).orElse("").split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        String value = line.substring(equals + 1).strip();
        boolean quoted =
            value.length() > 1
                && (value.startsWith("\"") || value.startsWith("'"))
                && value.charAt(value.length() - 1) == value.charAt(0);
        values.put(
            line.substring(0, equals).strip(),
            quoted ? value.substring(1, value.length() - 1) : value);
      }
    }
    return values;
  }

  private static Optional<byte[]> content(
      FileChannel channel, Map<String, List<PeSection>> sections, String name) throws IOException {
    List<PeSection> all = sections.getOrDefault(name, List.of());
    if (all.isEmpty() || all.get(0).size() > LONGEST) {
      return Optional.empty();
    }
    byte[] content = new byte[(int) all.get(0).size()];
    piece(channel, all.get(0).offset(), content.length).get(content);
    return Optional.of(content);
  }

  private static ByteBuffer piece(FileChannel channel, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new EOFException("it ends before byte " + (offset + length));
      }
    }
    return buffer.flip();
  }

  private BlsEntry entry(Path partition, Path file, BlsName name, Parts parts) {
    Map<String, String> system = parts.system();
    String version =
        first(system, "IMAGE_VERSION", "VERSION_ID", "BUILD_ID").or(parts::release).orElse("");
    LoaderEntry entry =
        LoaderEntry.of(name.id(), new BootEntry.Source(BootEntry.Kind.BLS_TYPE_2, file), partition)
            .title(first(system, "PRETTY_NAME", "NAME").orElse(name.id()))
            .kernel("/EFI/Linux/" + FileName.of(file.getFileName()))
            .commandLine(parts.commandLine().orElse(""))
            .architecture(parts.architecture().orElse(null))
            .version(parts.release().orElse(null))
            .tell(Type1Reader.tries(name))
            .build();
    return new BlsEntry(
        name,
        first(system, "IMAGE_ID", "ID").orElse(""),
        "",
        version,
        parts.architecture().filter(other -> !other.equals(architecture)).isPresent(),
        entry);
  }

  private static Optional<String> first(Map<String, String> values, String... names) {
    for (String name : names) {
      String value = values.get(name);
      if (value != null && !value.isEmpty()) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  private static Finding noKernel(Path file) {
    return Finding.info(
        "entries-no-kernel", FileName.of(file) + " was left out: it is no unified kernel image");
  }
}
