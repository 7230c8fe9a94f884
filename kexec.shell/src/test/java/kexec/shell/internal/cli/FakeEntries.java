package kexec.shell.internal.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.ModuleFile;

/** Three entries: a kernel that is the default, a hypervisor, and one without a kernel. */
public final class FakeEntries implements BootEntries {

  private static final BootEntry.Source FILE =
      new BootEntry.Source(BootEntry.Kind.BLS_TYPE_1, Path.of("/boot/loader/entries/new.conf"));

  private static final BootEntry NEW =
      new BootEntry(
          "new",
          "Linux \u001b[31m new",
          FILE,
          Path.of("vmlinuz"),
          List.of(Path.of("microcode"), Path.of("initrd")),
          List.of(),
          "root=/dev/sda1 crashkernel=256M  quiet",
          Optional.of(Path.of("board.dtb")),
          Optional.of("x86_64"),
          Optional.of("6.1"),
          List.of(Finding.warning("entry-unclear", "a variable is not known", "Look at it.")));

  private static final BootEntry XEN =
      new BootEntry(
          "xen",
          "Xen",
          FILE,
          Path.of("xen"),
          List.of(),
          List.of(new ModuleFile(Path.of("vmlinuz"), "root=/dev/sda1")),
          "dom0_mem=1G",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  private static final BootEntry BAD =
      new BootEntry(
          "bad",
          "Bad",
          FILE,
          Path.of("gone"),
          List.of(),
          List.of(),
          "",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(Finding.error("entry-file-missing", "/gone is not there", "Mount it.")));

  @Override
  public Listing list() {
    return new Listing(
        List.of(NEW, XEN, BAD),
        Optional.of("new"),
        "'default' in /boot/loader/loader.conf",
        List.of(Finding.info("entries-told", "one was left out")));
  }

  @Override
  public BootEntry find(String id) throws KexecException {
    return list().entries().stream()
        .filter(entry -> entry.id().equals(id.equals(DEFAULT) ? "new" : id))
        .filter(BootEntry::isLoadable)
        .findFirst()
        .orElseThrow(
            () ->
                new KexecException(
                    new Fault("entry-unknown", "finding " + id, "it is not there", "Look.")));
  }
}
