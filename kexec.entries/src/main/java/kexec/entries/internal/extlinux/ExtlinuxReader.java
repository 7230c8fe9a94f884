package kexec.entries.internal.extlinux;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Finding;
import kexec.api.text.FileName;
import kexec.entries.internal.entry.LoaderChoice;
import kexec.entries.internal.entry.LoaderEntry;
import kexec.entries.internal.entry.LoaderMenu;
import kexec.entries.internal.tree.BootTree;
import kexec.entries.internal.tree.Locator;
import kexec.entries.internal.tree.MountTable;

/** Reads the menu of extlinux or U-Boot, and makes its choice. */
public final class ExtlinuxReader {

  private static final List<Path> CONFIGURATIONS =
      List.of(
          Path.of("/boot/extlinux/extlinux.conf"),
          Path.of("/extlinux/extlinux.conf"),
          Path.of("/boot/extlinux.conf"),
          Path.of("/boot/efi/extlinux/extlinux.conf"));

  private static final String INITRD = "initrd=";
  private static final List<String> MODULES = List.of(".c32", ".com", ".cbt");

  /** A variable of U-Boot's environment (U-Boot, common/cli_simple.c). */
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{\\w+\\}|\\(\\w+\\))");

  private final BootTree tree;
  private final MountTable mounts;

  /**
   * Creates a reader.
   *
   * @param tree the system
   * @param mounts its mounts
   */
  public ExtlinuxReader(BootTree tree, MountTable mounts) {
    this.tree = tree;
    this.mounts = mounts;
  }

  /** {@return the menu; empty if there is no configuration} */
  public Optional<LoaderMenu> menu() {
    for (Path file : CONFIGURATIONS) {
      List<Finding> findings = new ArrayList<>();
      Optional<String> text = tree.text(file, findings);
      if (text.isPresent() || !findings.isEmpty()) {
        Path directory = Objects.requireNonNull(file.getParent());
        ExtlinuxText parsed =
            ExtlinuxText.parse(
                new ExtlinuxText.Source(file, text.orElse("")),
                name -> included(file, name, findings));
        parsed.left().forEach(each -> findings.add(include(file, each, "was not read")));
        List<LoaderEntry> entries =
            parsed.labels().stream()
                .filter(label -> label.first("localboot").isEmpty())
                .map(label -> entry(directory, parsed, label))
                .toList();
        return Optional.of(new LoaderMenu(entries, choice(file, parsed, entries), findings));
      }
    }
    return Optional.empty();
  }

  /**
   * Names begin at the directory of the configuration, also in what it includes. The boot loader
   * goes on without a file that is not there.
   */
  private Optional<ExtlinuxText.Source> included(Path file, String name, List<Finding> findings) {
    Path directory = Objects.requireNonNull(file.getParent());
    Optional<Path> path =
        new Locator(tree, mounts).find(directory, onPartition(directory, name), new ArrayList<>());
    if (path.filter(each -> tree.presence(each) == BootTree.Presence.ABSENT).isPresent()) {
      findings.add(include(file, name, "is not there"));
      return Optional.of(new ExtlinuxText.Source(path.get(), ""));
    }
    return path.flatMap(
        each -> tree.text(each, findings).map(text -> new ExtlinuxText.Source(each, text)));
  }

  private static Finding include(Path file, String included, String state) {
    return Finding.warning(
        "entries-include",
        "%s includes '%s', which %s".formatted(FileName.of(file), included, state),
        "Look there for more entries.");
  }

  private LoaderEntry entry(Path directory, ExtlinuxText text, ExtlinuxText.Label label) {
    String line = label.first("append").orElse(text.settings().getOrDefault("append", ""));
    List<String> words = new ArrayList<>(Arrays.asList(line.split(" ", -1)));
    List<String> initrds = new ArrayList<>();
    label.first("initrd").ifPresent(value -> initrds.addAll(Arrays.asList(value.split(",", -1))));
    if (initrds.isEmpty()) {
      words.stream()
          .filter(word -> word.startsWith(INITRD))
          .forEach(
              word ->
                  initrds.addAll(Arrays.asList(word.substring(INITRD.length()).split(",", -1))));
      words.removeIf(word -> word.startsWith(INITRD));
    }
    return LoaderEntry.of(
            label.name(), new BootEntry.Source(BootEntry.Kind.EXTLINUX, label.file()), directory)
        .title(label.first("menu label").map(name -> name.replace("^", "")).orElse(label.name()))
        .kernel(
            label
                .first("linux")
                .or(() -> label.first("kernel").filter(ExtlinuxReader::isKernel))
                .map(name -> onPartition(directory, name))
                .orElse(null))
        .initrds(initrds.stream().map(name -> onPartition(directory, name)).toList())
        .commandLine(line.equals("-") ? "" : String.join(" ", words).strip())
        .deviceTree(
            label.first("fdt", "devicetree").map(name -> onPartition(directory, name)).orElse(null))
        .tell(remarks(label, line))
        .build();
  }

  /** A name without a slash at its beginning begins at the directory of the configuration. */
  private String onPartition(Path directory, String name) {
    if (name.startsWith("/")) {
      return name;
    }
    try {
      Path path = directory.resolve(FileName.path(name)).normalize();
      Path top = mounts.of(tree.real(directory)).map(MountTable.Mount::point).orElse(Path.of("/"));
      return path.startsWith(top) ? "/" + FileName.of(top.relativize(path)) : name;
    } catch (InvalidPathException e) {
      return name;
    }
  }

  /** Syslinux takes such names for its own modules and for programs of DOS. */
  private static boolean isKernel(String name) {
    return MODULES.stream().noneMatch(name.toLowerCase(Locale.ROOT)::endsWith);
  }

  private static List<Finding> remarks(ExtlinuxText.Label label, String line) {
    List<Finding> findings = new ArrayList<>();
    if (VARIABLE.matcher(line).find()) {
      findings.add(
          Finding.warning(
              "entry-unclear",
              "'%s' has what U-Boot would take for a variable of its own; it is used as it is written"
                  .formatted(line),
              "Check the command line, and give it yourself if it is another one."));
    }
    if (label.first("fdt", "devicetree").isEmpty()) {
      label
          .first("fdtdir", "devicetreedir")
          .ifPresent(
              directory ->
                  findings.add(
                      Finding.info(
                          "entry-device-tree",
                          "the boot loader chooses a device tree in %s; the running one is used"
                              .formatted(directory))));
    }
    label
        .first("fdtoverlays", "devicetree-overlay")
        .ifPresent(
            overlays ->
                findings.add(
                    Finding.warning(
                        "entry-overlay",
                        "the device tree overlays are left out: " + overlays,
                        "Apply them with fdtoverlay, and give the result with --dtb.")));
    return findings;
  }

  private static LoaderChoice choice(Path file, ExtlinuxText text, List<LoaderEntry> entries) {
    if (!text.left().isEmpty()) {
      return LoaderChoice.unknown(
          "%s includes '%s', which was not read".formatted(FileName.of(file), text.left().get(0)));
    }
    Optional<String> named = named(text);
    if (named.isEmpty()) {
      return entries.isEmpty()
          ? LoaderChoice.unknown(FileName.of(file) + " has no label that starts a kernel")
          : LoaderChoice.of(
              entries.get(0),
              "the first label of %s, as nothing names one".formatted(FileName.of(file)));
    }
    return entries.stream()
        .filter(entry -> entry.id().equals(named.get()))
        .findFirst()
        .map(entry -> LoaderChoice.of(entry, "the default of %s".formatted(FileName.of(file))))
        .orElseGet(
            () ->
                LoaderChoice.unknown(
                    "the default of %s is '%s', which is no label that starts a kernel"
                        .formatted(FileName.of(file), named.get())));
  }

  /**
   * What ONTIMEOUT names is taken when the time is over; DEFAULT, when nothing is waited for or a
   * user presses the enter key.
   */
  private static Optional<String> named(ExtlinuxText text) {
    Optional<String> waited = Optional.ofNullable(text.settings().get("ontimeout"));
    Optional<String> usual = Optional.ofNullable(text.settings().get("default"));
    boolean waits = !text.settings().getOrDefault("timeout", "0").matches("0*");
    Optional<String> first = waits ? waited.or(() -> usual) : usual.or(() -> waited);
    return first.or(
        () ->
            text.labels().stream()
                .filter(label -> label.values().containsKey("menu default"))
                .map(ExtlinuxText.Label::name)
                .findFirst());
  }
}
