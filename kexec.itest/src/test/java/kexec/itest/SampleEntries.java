package kexec.itest;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.image.ConfiguredImage;
import kexec.api.plan.Slot;

/** Boot entries and configured images with long, odd and hostile texts. */
final class SampleEntries implements BootEntries {

  private static final String LONG = "a-very-long-name-without-any-space-in-it".repeat(4);
  private static final String HOSTILE =
      "<img src=x onerror=alert(1)> ${head.title} \u202e\u001b[2J";

  private final Path kernel;

  SampleEntries(Path kernel) {
    this.kernel = kernel;
  }

  private BootEntry entry(String id, String title, List<Finding> findings) {
    return new BootEntry(
        id,
        title,
        new BootEntry.Source(BootEntry.Kind.BLS_TYPE_1, Path.of("/boot/loader/entries", id)),
        kernel,
        List.of(),
        List.of(),
        "root=/dev/sda1 ro quiet",
        Optional.empty(),
        Optional.empty(),
        Optional.of("6.1.0-32-amd64"),
        findings);
  }

  @Override
  public Listing list() {
    return new Listing(
        List.of(
            entry("debian", "Debian GNU/Linux 12", List.of()),
            entry("hostile", HOSTILE, List.of()),
            entry(
                "absent",
                LONG,
                List.of(Finding.error("file-absent", LONG + " is not there", "Check " + HOSTILE)))),
        Optional.of("debian"),
        "saved_entry in /boot/grub/grubenv",
        List.of(Finding.warning("entry-unread", HOSTILE, "Look at the file.")));
  }

  @Override
  public BootEntry find(String id) throws KexecException {
    return list().entries().stream()
        .filter(entry -> entry.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new KexecException(
                    new Fault("entry-unknown", "finding " + id, "there is none", "Name another.")));
  }

  /** Returns configured images. */
  static List<ConfiguredImage> images() {
    return List.of(
        image("crash", "/boot/vmlinuz", ConfiguredImage.State.CURRENT, Optional.empty()),
        image(LONG, LONG, ConfiguredImage.State.REFUSED, Optional.of(HOSTILE + LONG)));
  }

  private static ConfiguredImage image(
      String name, String wanted, ConfiguredImage.State state, Optional<String> trouble) {
    return new ConfiguredImage(
        name, Slot.CRASH, wanted, state, trouble, Optional.of(Instant.EPOCH), Optional.empty());
  }
}
