package kexec.entries.internal.grub;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.text.FileName;
import kexec.entries.internal.bls.BlsDirectory;
import kexec.entries.internal.entry.LoaderChoice;
import kexec.entries.internal.entry.LoaderEntry;
import kexec.entries.internal.entry.LoaderMenu;
import kexec.entries.internal.tree.BootTree;
import kexec.entries.internal.tree.Locator;
import kexec.entries.internal.tree.MountTable;
import kexec.entries.internal.tree.Partitions;

/** Reads GRUB's menu, and makes its choice (GNU GRUB Manual, "Configuration"). */
public final class GrubReader {

  private static final List<Path> CONFIGURATIONS =
      List.of(Path.of("/boot/grub/grub.cfg"), Path.of("/boot/grub2/grub.cfg"));

  private static final List<Path> VENDORS = List.of(Path.of("/boot/efi/EFI"), Path.of("/efi/EFI"));

  /** Variables that GRUB sets to {@code y} for each of its features; scripts ask for these. */
  private static final List<String> FEATURES =
      List.of(
          "feature_200_final",
          "feature_all_video_module",
          "feature_chainloader_bpb",
          "feature_default_font_path",
          "feature_menuentry_id",
          "feature_menuentry_options",
          "feature_nativedisk_cmd",
          "feature_ntldr",
          "feature_platform_search_hint",
          "feature_timeout_style");

  private final BootTree tree;
  private final MountTable mounts;
  private final BlsDirectory specification;
  private final String architecture;

  /**
   * Creates a reader.
   *
   * @param tree the system
   * @param mounts its mounts
   * @param specification reads entries of the Boot Loader Specification, for {@code blscfg}
   * @param architecture the label of the system's architecture
   */
  public GrubReader(
      BootTree tree, MountTable mounts, BlsDirectory specification, String architecture) {
    this.tree = tree;
    this.mounts = mounts;
    this.specification = specification;
    this.architecture = architecture;
  }

  /** {@return the menu; empty if GRUB has no configuration here} */
  public Optional<LoaderMenu> menu() {
    List<Finding> findings = new ArrayList<>();
    Optional<Path> found = configuration(findings);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Path file = found.get();
    Optional<String> text = tree.text(file, findings);
    if (text.isEmpty()) {
      LoaderChoice unread = LoaderChoice.unknown(FileName.of(file) + " could not be read");
      return Optional.of(new LoaderMenu(List.of(), unread, findings));
    }
    Path directory = Objects.requireNonNull(file.getParent());
    GrubFiles files =
        new GrubFiles(tree, new Locator(tree, mounts), new Partitions(tree, mounts), directory);
    ScriptRunner runner =
        new ScriptRunner(files, variables -> specified(directory, variables, findings), findings);
    ScriptContext context = new ScriptContext(variables());
    try {
      runner.run(ScriptParser.parse(text.get()), context);
    } catch (ScriptException e) {
      findings.add(ScriptRunner.unparsed(FileName.of(file), e));
      LoaderChoice unread = LoaderChoice.unknown(FileName.of(file) + " was not understood");
      return Optional.of(new LoaderMenu(List.of(), unread, findings));
    }
    List<GrubNode> nodes = new GrubMenu(runner, files, file).nodes(context);
    tellOthers(nodes, findings);
    LoaderChoice choice =
        GrubDefault.of(
            nodes, context.variables().get("default"), where(context.variables(), file, directory));
    return Optional.of(new LoaderMenu(entries(nodes), choice, findings));
  }

  private Optional<Path> configuration(List<Finding> findings) {
    List<Path> found = new ArrayList<>();
    for (Path file : candidates()) {
      boolean there =
          switch (tree.presence(file)) {
            case FILE, HIDDEN, UNKNOWN -> true;
            default -> false;
          };
      if (there && found.stream().noneMatch(other -> tree.real(other).equals(tree.real(file)))) {
        found.add(file);
      }
    }
    if (found.size() > 1 && found.get(1).startsWith("/boot/grub2")) {
      findings.add(
          Finding.warning(
              "entries-grub-two",
              "GRUB has two configurations: %s was read, and not %s"
                  .formatted(FileName.of(found.get(0)), FileName.of(found.get(1))),
              "Remove the one that is not used."));
    }
    return found.stream().findFirst();
  }

  private List<Path> candidates() {
    List<Path> candidates = new ArrayList<>(CONFIGURATIONS);
    for (Path vendors : VENDORS) {
      for (Path vendor : tree.list(vendors, new ArrayList<>())) {
        candidates.add(vendor.resolve("grub.cfg"));
      }
    }
    return candidates;
  }

  private GrubVariables variables() {
    GrubVariables variables = new GrubVariables();
    FEATURES.forEach(name -> variables.set(name, GrubText.of("y")));
    variables.set("prefix", GrubText.of(GrubFiles.PREFIX));
    variables.set("config_directory", GrubText.of(GrubFiles.PREFIX));
    variables.set("config_file", GrubText.of(GrubFiles.PREFIX + "/grub.cfg"));
    // The partition that GRUB itself is on.
    variables.set("root", GrubText.of(GrubFiles.OWN));
    boolean efi = tree.presence(Path.of("/sys/firmware/efi")) == BootTree.Presence.DIRECTORY;
    boolean x86 = architecture.equals("x86_64");
    variables.set("grub_platform", new GrubText(efi ? "efi" : "pc", efi || x86));
    variables.set("grub_cpu", GrubText.of(x86 && !efi ? "i386" : architecture));
    // Only GRUB knows where its program lies, and whether Secure Boot locks it down.
    List.of("cmdpath", "lockdown", "shim_lock")
        .forEach(name -> variables.set(name, GrubText.EMPTY.uncertain()));
    FEATURES.forEach(variables::export);
    List.of("prefix", "config_directory", "config_file", "root", "grub_platform", "grub_cpu")
        .forEach(variables::export);
    return variables;
  }

  private List<MenuItem> specified(
      Path directory, GrubVariables variables, List<Finding> findings) {
    List<Path> partitions = new ArrayList<>();
    partitions.add(Path.of("/boot"));
    mounts.of(tree.real(directory)).map(MountTable.Mount::point).ifPresent(partitions::add);
    partitions.add(Path.of("/boot/efi"));
    return specification.read(partitions, new GrubValues(variables), findings).stream()
        .map(entry -> (MenuItem) new MenuItem.Specified(entry, true))
        .toList();
  }

  private String where(GrubVariables variables, Path file, Path directory) {
    String value = variables.get("default").text();
    Path block = directory.resolve("grubenv");
    Map<String, String> saved =
        tree.text(block, new ArrayList<>()).flatMap(EnvironmentBlock::parse).orElse(Map.of());
    for (String name : List.of("next_entry", "saved_entry")) {
      if (!value.isEmpty() && value.equals(saved.get(name))) {
        return "%s=%s in %s".formatted(name, value, FileName.of(block));
      }
    }
    return "default=%s in %s".formatted(value, FileName.of(file));
  }

  private static List<LoaderEntry> entries(List<GrubNode> nodes) {
    List<LoaderEntry> entries = new ArrayList<>();
    for (GrubNode node : nodes) {
      node.entry().ifPresent(entries::add);
      entries.addAll(entries(node.children()));
    }
    return entries;
  }

  private static void tellOthers(List<GrubNode> nodes, List<Finding> findings) {
    List<String> others =
        nodes.stream()
            .filter(node -> node.entry().isEmpty() && !node.submenu())
            .map(node -> "'" + node.title() + "'")
            .toList();
    if (!others.isEmpty()) {
      findings.add(
          Finding.info(
              "entries-no-kernel",
              "left out, because they start no Linux kernel: " + String.join(", ", others)));
    }
  }
}
