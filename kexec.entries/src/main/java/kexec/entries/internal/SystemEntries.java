package kexec.entries.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.entries.internal.bls.BlsDirectory;
import kexec.entries.internal.bls.SystemdBoot;
import kexec.entries.internal.bls.Type1Reader;
import kexec.entries.internal.bls.Type2Reader;
import kexec.entries.internal.efi.EfiVariables;
import kexec.entries.internal.entry.EntryResolver;
import kexec.entries.internal.entry.LoaderChoice;
import kexec.entries.internal.entry.LoaderEntry;
import kexec.entries.internal.entry.LoaderMenu;
import kexec.entries.internal.extlinux.ExtlinuxReader;
import kexec.entries.internal.grub.GrubReader;
import kexec.entries.internal.kernels.KernelFiles;
import kexec.entries.internal.tree.BootTree;
import kexec.entries.internal.tree.Locator;
import kexec.entries.internal.tree.MountTable;
import kexec.linux.LinuxRoot;

/** The boot entries of a system, read anew each time. Thread-safe. */
public class SystemEntries implements BootEntries {

  private static final int MOST_NAMED = 10;

  private final LinuxRoot root;
  private final String architecture;

  /**
   * Creates a reader; nothing is read before it is asked.
   *
   * @param root the system
   * @param osArch its architecture, as the value of the system property {@code os.arch}
   */
  public SystemEntries(LinuxRoot root, String osArch) {
    this.root = root;
    this.architecture =
        switch (osArch) {
          case "amd64" -> "x86_64";
          case "aarch64" -> "arm64";
          default -> osArch;
        };
  }

  @Override
  public Listing list() throws KexecException {
    BootTree tree = new BootTree(root);
    List<Finding> findings = new ArrayList<>();
    MountTable mounts = MountTable.read(tree, findings);
    EfiVariables variables = new EfiVariables(tree);
    List<BootLoaders.Offer> offers = offers(tree, mounts, variables, findings);
    LoaderChoice choice = new BootLoaders(tree, variables).choice(offers, findings);
    findings.addAll(choice.findings());
    EntryResolver resolver = new EntryResolver(tree, new Locator(tree, mounts), architecture);
    List<BootEntry> entries = new ArrayList<>();
    int chosen = -1;
    for (BootLoaders.Offer offer : offers) {
      for (LoaderEntry entry : offer.menu().entries()) {
        if (chosen < 0 && choice.entry().filter(entry::equals).isPresent()) {
          chosen = entries.size();
        }
        entries.add(resolver.resolve(entry));
      }
    }
    Set<Path> named = new HashSet<>();
    entries.forEach(entry -> named.add(real(entry.kernel(), tree)));
    for (LoaderEntry entry : new KernelFiles(tree).entries(named, findings)) {
      entries.add(resolver.resolve(entry));
    }
    List<BootEntry> unique = UniqueNames.of(entries);
    Optional<String> id = chosen < 0 ? Optional.empty() : Optional.of(unique.get(chosen).id());
    return new Listing(unique, id, choice.reason(), List.copyOf(distinct(findings)));
  }

  /** Those of the boot loaders that have a configuration; no entry twice. */
  private List<BootLoaders.Offer> offers(
      BootTree tree, MountTable mounts, EfiVariables variables, List<Finding> findings) {
    Type1Reader type1 = new Type1Reader(tree, architecture);
    List<BootLoaders.Offer> offers = new ArrayList<>();
    new GrubReader(tree, mounts, new BlsDirectory(type1), architecture)
        .menu()
        .ifPresent(menu -> offers.add(new BootLoaders.Offer(BootLoaders.Loader.GRUB, menu)));
    Set<Path> read = new HashSet<>();
    offers.forEach(
        offer ->
            offer.menu().entries().forEach(entry -> read.add(tree.real(entry.source().file()))));
    LoaderMenu specified =
        new SystemdBoot(
                tree,
                new Locator(tree, mounts),
                variables,
                type1,
                new Type2Reader(tree, architecture))
            .menu(read);
    if (specified.entries().isEmpty()) {
      findings.addAll(specified.findings());
    } else {
      offers.add(new BootLoaders.Offer(BootLoaders.Loader.SYSTEMD_BOOT, specified));
    }
    new ExtlinuxReader(tree, mounts)
        .menu()
        .ifPresent(menu -> offers.add(new BootLoaders.Offer(BootLoaders.Loader.EXTLINUX, menu)));
    offers.forEach(offer -> findings.addAll(offer.menu().findings()));
    return offers;
  }

  private Path real(Path onDisk, BootTree tree) {
    return tree.real(Path.of("/").resolve(root.path().relativize(onDisk)));
  }

  private static Set<Finding> distinct(List<Finding> findings) {
    return new LinkedHashSet<>(findings);
  }

  @Override
  public BootEntry find(String id) throws KexecException {
    Listing listing = list();
    String wanted = id.equals(DEFAULT) ? defaultId(listing) : id;
    BootEntry entry =
        listing.entries().stream()
            .filter(each -> each.id().equals(wanted))
            .findFirst()
            .orElseThrow(() -> unknown(id, listing));
    if (!entry.isLoadable()) {
      throw unloadable(entry);
    }
    return entry;
  }

  private static String defaultId(Listing listing) throws KexecException {
    Optional<String> id = listing.defaultId();
    if (id.isPresent()) {
      return id.get();
    }
    String cause =
        listing.findings().stream()
            .filter(finding -> finding.code().startsWith("entries-default"))
            .map(Finding::message)
            .findFirst()
            .orElse("no entry was found");
    throw refusal(
        "entries-no-default",
        "finding the default boot entry",
        cause,
        "See jkexec entries, and name the entry that you want.");
  }

  private static KexecException unknown(String id, Listing listing) {
    List<String> ids = listing.entries().stream().map(BootEntry::id).toList();
    String cause =
        ids.isEmpty()
            ? "there are no entries" + unread(listing)
            : "there is none of that name; the nearest are: "
                + NearNames.of(id, ids, MOST_NAMED).stream()
                    .map(name -> "'" + name + "'")
                    .collect(Collectors.joining(", "));
    return refusal(
        "entry-unknown",
        "finding the boot entry '" + id + "'",
        cause,
        "See jkexec entries for all of them.");
  }

  private static String unread(Listing listing) {
    return listing.findings().isEmpty() ? "" : ": " + listing.findings().get(0).message();
  }

  private static KexecException unloadable(BootEntry entry) {
    List<Finding> errors = entry.findings().stream().filter(Finding::isError).toList();
    return refusal(
        "entry-not-loadable",
        "using the boot entry '" + entry.id() + "'",
        errors.stream().map(Finding::message).collect(Collectors.joining("; ")),
        errors.get(0).cure());
  }

  private static KexecException refusal(String code, String attempted, String cause, String cure) {
    return new KexecException(new Fault(code, attempted, cause, cure));
  }
}
