package kexec.entries.internal.bls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Finding;
import kexec.api.text.ByteText;
import kexec.api.text.FileName;
import kexec.entries.internal.entry.LoaderEntry;
import kexec.entries.internal.tree.BootTree;

/**
 * Reads entries of type 1 (UAPI Group Specifications, "The Boot Loader Specification", "Type #1
 * Boot Loader Specification Entries").
 */
public final class Type1Reader {

  private static final String SUFFIX = ".conf";

  /** The maximum size of an entry in bytes: a directory may have a thousand of them. */
  private static final int LONGEST = 1 << 16;

  /** The specification uses EFI's names of architectures. */
  private static final Map<String, String> ARCHITECTURES =
      Map.of("x64", "x86_64", "ia32", "i386", "aa64", "arm64", "arm", "arm");

  private final BootTree tree;
  private final String architecture;

  /**
   * Creates a reader.
   *
   * @param tree the system
   * @param architecture the label of the system's architecture
   */
  public Type1Reader(BootTree tree, String architecture) {
    this.tree = tree;
    this.architecture = architecture;
  }

  /**
   * {@return the entries below a partition, in no order}
   *
   * @param partition the directory that has {@code loader/entries}
   * @param values fills in the variables of GRUB; as they are for other boot loaders
   * @param findings is told what could not be read
   */
  List<BlsEntry> read(Path partition, ValueFiller values, List<Finding> findings) {
    List<BlsEntry> entries = new ArrayList<>();
    for (Path file : tree.list(partition.resolve("loader/entries"), findings)) {
      String name = FileName.of(file.getFileName());
      if (name.endsWith(SUFFIX) && name.length() > SUFFIX.length()) {
        tree.bytes(file, LONGEST, findings)
            .map(ByteText::of)
            .ifPresent(
                text ->
                    entries.add(entry(partition, file, BlsName.of(name, SUFFIX), text, values)));
      }
    }
    return entries;
  }

  private BlsEntry entry(
      Path partition, Path file, BlsName name, String content, ValueFiller values) {
    BlsText text = BlsText.parse(content);
    List<Finding> findings = new ArrayList<>();
    Optional<String> named = text.last("architecture").filter(label -> !label.isEmpty());
    Optional<String> label = named.map(arch -> ARCHITECTURES.getOrDefault(arch, arch));
    Optional<String> version = text.last("version").filter(value -> !value.isEmpty());
    LoaderEntry entry =
        LoaderEntry.of(name.id(), new BootEntry.Source(BootEntry.Kind.BLS_TYPE_1, file), partition)
            .title(title(text, name))
            .kernel(kernel(text, findings).orElse(null))
            .initrds(initrds(text, values, findings))
            .commandLine(
                values
                    .fill(
                        text.last("options").isPresent()
                            ? text.joined("options")
                            : values.usualOptions(),
                        findings)
                    .strip())
            .deviceTree(text.last("devicetree").orElse(null))
            .architecture(label.orElse(null))
            .version(version.orElse(null))
            .tell(findings)
            .tell(remarks(text, name))
            .build();
    return new BlsEntry(
        name,
        text.last("sort-key").orElse(""),
        text.last("machine-id").orElse(""),
        version.orElse(""),
        label.filter(other -> !other.equals(architecture)).isPresent(),
        entry);
  }

  private static String title(BlsText text, BlsName name) {
    return text.last("title").filter(title -> !title.isEmpty()).orElse(name.id());
  }

  /** What 'efi' names is any program, and kernels are programs too: the file will tell. */
  private static Optional<String> kernel(BlsText text, List<Finding> findings) {
    Optional<String> kernel = text.last("linux").or(() -> text.last("uki"));
    if (kernel.isEmpty() && text.last("efi").isPresent()) {
      findings.add(
          Finding.warning(
              "entry-efi-program",
              "the entry starts an EFI program, which is taken as a kernel: "
                  + text.last("efi").get(),
              "Take an entry that starts a kernel if it is none: EFI cannot start programs any"
                  + " more."));
    }
    return kernel.or(() -> text.last("efi")).filter(name -> !name.isEmpty());
  }

  private static List<String> initrds(BlsText text, ValueFiller values, List<Finding> findings) {
    List<String> names = new ArrayList<>();
    for (String value : text.all("initrd")) {
      names.addAll(values.names(value, findings));
    }
    return names;
  }

  private static List<Finding> remarks(BlsText text, BlsName name) {
    List<Finding> findings = new ArrayList<>();
    if (!text.all("devicetree-overlay").isEmpty()) {
      findings.add(
          Finding.warning(
              "entry-overlay",
              "the device tree overlays are left out: " + text.joined("devicetree-overlay"),
              "Apply them with fdtoverlay, and give the result with --dtb."));
    }
    findings.addAll(tries(name));
    return findings;
  }

  /** {@return what boot counting tells} */
  static List<Finding> tries(BlsName name) {
    return name.isBad()
        ? List.of(
            Finding.warning(
                "entry-tried",
                "the entry has no tries left: it has never been started with success",
                "Take another entry, or mark it as good with systemd-bless-boot."))
        : List.of();
  }
}
