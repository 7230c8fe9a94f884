package kexec.entries.internal.entry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Finding;
import kexec.api.plan.ModuleFile;
import kexec.api.text.FileName;
import kexec.entries.internal.tree.BootTree;
import kexec.entries.internal.tree.Locator;

/** Finds the files of entries on this system. */
public final class EntryResolver {

  private final BootTree tree;
  private final Locator locator;
  private final String architecture;

  /**
   * Creates a resolver.
   *
   * @param tree the system
   * @param locator finds the files
   * @param architecture the label of the system's architecture
   */
  public EntryResolver(BootTree tree, Locator locator, String architecture) {
    this.tree = tree;
    this.locator = locator;
    this.architecture = architecture;
  }

  /**
   * {@return the entry with its files}
   *
   * @param entry the entry in the boot loader's terms
   */
  public BootEntry resolve(LoaderEntry entry) {
    List<Finding> findings = new ArrayList<>(entry.findings());
    Path kernel = kernel(entry, findings);
    List<Path> initrds = new ArrayList<>();
    for (String name : entry.initrds()) {
      find(entry, name, findings).ifPresent(initrds::add);
    }
    List<ModuleFile> modules = new ArrayList<>();
    for (LoaderEntry.NamedModule module : entry.modules()) {
      find(entry, module.file(), findings)
          .ifPresent(file -> modules.add(new ModuleFile(file, module.commandLine())));
    }
    Optional<Path> deviceTree = entry.deviceTree().flatMap(name -> find(entry, name, findings));
    entry
        .architecture()
        .filter(named -> !named.equals(architecture))
        .ifPresent(named -> findings.add(foreign(named)));
    return new BootEntry(
        entry.id(),
        entry.title(),
        new BootEntry.Source(entry.source().kind(), tree.onDisk(entry.source().file())),
        kernel,
        initrds,
        modules,
        entry.commandLine(),
        deviceTree,
        entry.architecture(),
        entry.version().or(() -> release(kernel)),
        findings);
  }

  private Path kernel(LoaderEntry entry, List<Finding> findings) {
    if (entry.kernel().isEmpty()) {
      findings.add(
          Finding.error(
              "entry-no-kernel",
              "the entry names no kernel",
              "Take an entry that starts a kernel, not another program."));
    }
    // Of an entry without a kernel, its own file stands for it; the finding prevents its use.
    return entry
        .kernel()
        .flatMap(name -> find(entry, name, findings))
        .orElseGet(() -> tree.onDisk(entry.source().file()));
  }

  /** The name may be a link to the one with the release. */
  private static Optional<String> release(Path kernel) {
    Path name = Objects.requireNonNullElse(kernel.getFileName(), kernel);
    Optional<String> release = KernelNames.release(FileName.of(name));
    if (release.isPresent()) {
      return release;
    }
    try {
      Path target = Objects.requireNonNullElse(kernel.toRealPath().getFileName(), kernel);
      return KernelNames.release(FileName.of(target));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<Path> find(LoaderEntry entry, String name, List<Finding> findings) {
    return locator.find(entry.near(), name, findings).map(tree::onDisk);
  }

  private Finding foreign(String named) {
    return Finding.warning(
        "entry-architecture",
        "the entry is for %s, and this machine is %s".formatted(named, architecture),
        "Take an entry for this machine; the boot loader leaves this one out.");
  }
}
