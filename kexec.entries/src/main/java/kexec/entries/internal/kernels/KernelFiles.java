package kexec.entries.internal.kernels;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Finding;
import kexec.api.text.FileName;
import kexec.entries.internal.entry.LoaderEntry;
import kexec.entries.internal.tree.BootTree;
import kexec.linux.KernelCommandLine;

/**
 * Finds kernels in {@code /boot} as distributions name them, with the initial RAM disk of the same
 * release.
 */
public final class KernelFiles {

  private static final Path BOOT = Path.of("/boot");
  private static final Path OWN_LINE = Path.of("/etc/kernel/cmdline");
  private static final Path RUNNING = Path.of("/proc/cmdline");

  private static final Pattern KERNEL = Pattern.compile("(?:vmlinuz|vmlinux|kernel|Image)-(.+)");

  /** What distributions call the initial RAM disk of a release. */
  private static final List<String> INITRDS =
      List.of("initrd.img-%s", "initramfs-%s.img", "initrd-%s", "initramfs-%s", "initrd-%s.img");

  private static final Set<String> NO_KERNELS = Set.of(".old", ".sig", ".hmac", ".bak");

  private final BootTree tree;

  /**
   * Creates a finder.
   *
   * @param tree the system
   */
  public KernelFiles(BootTree tree) {
    this.tree = tree;
  }

  /**
   * {@return the kernels that no entry names, by name}
   *
   * @param named the kernels that entries name, without links
   * @param findings is told what could not be read
   */
  public List<LoaderEntry> entries(Set<Path> named, List<Finding> findings) {
    List<LoaderEntry> entries = new ArrayList<>();
    List<Path> files = tree.list(BOOT, findings);
    for (Path file : files) {
      Matcher kernel = KERNEL.matcher(FileName.of(file.getFileName()));
      if (kernel.matches()
          && NO_KERNELS.stream().noneMatch(kernel.group(1)::endsWith)
          && tree.presence(file) == BootTree.Presence.FILE
          && tree.real(file).equals(real(file))
          && !named.contains(tree.real(file))) {
        entries.add(entry(file, kernel.group(1), findings));
      }
    }
    entries.sort(Comparator.comparing(LoaderEntry::id));
    return entries;
  }

  /** {@return the path with its directory's links resolved, but not its own} */
  private Path real(Path file) {
    return tree.real(BOOT).resolve(file.getFileName());
  }

  private LoaderEntry entry(Path file, String release, List<Finding> findings) {
    List<String> initrds =
        INITRDS.stream()
            .map(name -> BOOT.resolve(name.formatted(release)))
            .filter(initrd -> tree.presence(initrd) == BootTree.Presence.FILE)
            .map(FileName::of)
            .limit(1)
            .toList();
    Line line = line(findings);
    return LoaderEntry.of(
            release, new BootEntry.Source(BootEntry.Kind.KERNEL_FILE, file), Path.of("/"))
        .title(FileName.of(file))
        .kernel(FileName.of(file))
        .initrds(initrds)
        .commandLine(line.text())
        .tell(
            List.of(
                Finding.warning(
                    "entry-of-file",
                    "no boot entry names this kernel; its command line is %s%s"
                        .formatted(
                            line.source(),
                            initrds.isEmpty() ? ", and there is no initial RAM disk for it" : ""),
                    "Check the command line, or give another one with the kernel's name.")))
        .build();
  }

  /** A command line, and whose it is. */
  private record Line(String text, String source) {}

  private Line line(List<Finding> findings) {
    Optional<String> own = tree.text(OWN_LINE, findings).map(String::strip);
    if (own.isPresent()) {
      return new Line(own.get().replaceAll("\\s*\n\\s*", " "), "that of " + FileName.of(OWN_LINE));
    }
    return tree.text(RUNNING, findings)
        .map(text -> KernelCommandLine.parse(text.strip()))
        .map(text -> text.without("BOOT_IMAGE", "elfcorehdr", "initrd").toString())
        .map(text -> new Line(text, "the running kernel's"))
        .orElse(new Line("", "empty"));
  }
}
