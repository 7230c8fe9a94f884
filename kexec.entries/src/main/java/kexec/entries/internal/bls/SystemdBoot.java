package kexec.entries.internal.bls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kexec.api.fault.Finding;
import kexec.api.text.FileName;
import kexec.entries.internal.efi.EfiVariables;
import kexec.entries.internal.entry.LoaderChoice;
import kexec.entries.internal.entry.LoaderEntry;
import kexec.entries.internal.entry.LoaderMenu;
import kexec.entries.internal.tree.BootTree;
import kexec.entries.internal.tree.Locator;

/** Reads systemd-boot's menu, and makes its choice (systemd, loader.conf(5), systemd-boot(7)). */
public final class SystemdBoot {

  /** Where the EFI system partition and the extended boot loader partition are mounted. */
  public static final List<Path> PARTITIONS =
      List.of(Path.of("/efi"), Path.of("/boot"), Path.of("/boot/efi"));

  private static final String SAVED = "@saved";

  private final BootTree tree;
  private final Locator locator;
  private final EfiVariables variables;
  private final Type1Reader type1;
  private final Type2Reader type2;

  /**
   * Creates a reader.
   *
   * @param tree the system
   * @param locator finds its files
   * @param variables its EFI variables
   * @param type1 reads text entries
   * @param type2 reads unified kernel images
   */
  public SystemdBoot(
      BootTree tree,
      Locator locator,
      EfiVariables variables,
      Type1Reader type1,
      Type2Reader type2) {
    this.tree = tree;
    this.locator = locator;
    this.variables = variables;
    this.type1 = type1;
    this.type2 = type2;
  }

  /**
   * {@return the menu; without entries if there are none}
   *
   * @param read the files of entries that another boot loader's menu has already, without links
   */
  public LoaderMenu menu(Set<Path> read) {
    List<Finding> findings = new ArrayList<>();
    List<BlsEntry> entries = new ArrayList<>();
    Set<Path> seen = new LinkedHashSet<>();
    for (Path partition : PARTITIONS) {
      if (seen.add(tree.real(partition))) {
        entries.addAll(type1.read(partition, ValueFiller.PLAIN, findings));
        entries.addAll(type2.read(partition, findings));
      }
    }
    entries.removeIf(entry -> read.contains(tree.real(entry.entry().source().file())));
    entries.sort(BlsEntry.MENU);
    LoaderChoice choice = choice(entries, findings);
    return new LoaderMenu(entries.stream().map(BlsEntry::entry).toList(), choice, findings);
  }

  private LoaderChoice choice(List<BlsEntry> all, List<Finding> findings) {
    List<BlsEntry> entries =
        all.stream().filter(entry -> !entry.foreign() && isThere(entry.entry())).toList();
    for (Rule rule : rules(findings)) {
      Optional<LoaderEntry> found =
          entries.stream()
              .filter(entry -> rule.takes(entry.name()))
              .map(BlsEntry::entry)
              .findFirst();
      if (found.isPresent()) {
        return LoaderChoice.of(found.get(), rule.reason());
      }
      findings.add(unmatched(rule));
    }
    Optional<BlsEntry> first = entries.stream().filter(entry -> !entry.name().isBad()).findFirst();
    return first
        .or(() -> entries.stream().findFirst())
        .map(entry -> LoaderChoice.of(entry.entry(), "the first entry, as nothing names one"))
        .orElseGet(
            () ->
                all.isEmpty()
                    ? LoaderChoice.none()
                    : LoaderChoice.unknown(
                        "no entry has a kernel that is there and for this machine"));
  }

  /** Its menu leaves out what has no kernel file (systemd, src/boot/boot.c). */
  private boolean isThere(LoaderEntry entry) {
    return entry
        .kernel()
        .flatMap(name -> locator.find(entry.near(), name, new ArrayList<>()))
        .filter(path -> tree.presence(path) != BootTree.Presence.ABSENT)
        .isPresent();
  }

  /** A setting that names an entry. */
  private record Rule(String pattern, String reason) {

    boolean takes(BlsName name) {
      Glob glob = new Glob(pattern);
      return glob.matches(name.whole()) || glob.matches(name.id());
    }
  }

  /** The settings in the order in which the first one that fits counts. */
  private List<Rule> rules(List<Finding> findings) {
    List<Rule> rules = new ArrayList<>();
    variables
        .text("LoaderEntryOneShot", findings)
        .ifPresent(
            id -> rules.add(new Rule(id, "the EFI variable LoaderEntryOneShot, for one boot")));
    variables
        .text("LoaderEntryDefault", findings)
        .ifPresent(id -> add(id, "the EFI variable LoaderEntryDefault", rules, findings));
    for (Path partition : PARTITIONS) {
      Path file = partition.resolve("loader/loader.conf");
      Optional<String> pattern =
          tree.text(file, findings).flatMap(text -> BlsText.parse(text).last("default"));
      if (pattern.isPresent()) {
        add(pattern.get(), "'default' in " + FileName.of(file), rules, findings);
        break;
      }
    }
    return rules;
  }

  private void add(String pattern, String reason, List<Rule> rules, List<Finding> findings) {
    if (!pattern.equals(SAVED)) {
      rules.add(new Rule(pattern, reason));
      return;
    }
    variables
        .text("LoaderEntryLastBooted", findings)
        .ifPresent(
            id ->
                rules.add(
                    new Rule(
                        id, reason + ": the EFI variable LoaderEntryLastBooted has it saved")));
  }

  private static Finding unmatched(Rule rule) {
    return Finding.info(
        "entries-default-unmatched",
        "%s names '%s', which no entry of the menu is".formatted(rule.reason(), rule.pattern()));
  }
}
