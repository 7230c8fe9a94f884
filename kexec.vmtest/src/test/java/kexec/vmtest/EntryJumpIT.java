package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** jkexec reboots into the entry that the boot loader would take, without being told its files. */
@ExtendWith(GuestLab.class)
class EntryJumpIT {

  private static final String UUID = "3f6c7d0e-5b1a-4c5e-9a7b-2d1e8c4f6a90";
  private static final String SAVED = "6.1.0-35-amd64";
  private static final String NEWEST = "6.1.0-37-amd64";

  @TempDir private Path directory;

  /** Debian's configuration with a saved entry of the submenu, which is not the newest kernel. */
  @Test
  void theSavedEntryOfASeparateBootPartition(Guests guests) throws Exception {
    GuestBuilder guest =
        guests
            .cloud("jump-entry")
            .drive(new Drive("boot", disk(guests.images()), false))
            .append("run=entry.sh", "uuid=" + UUID);
    GuestRun run = guests.run(guest);
    assertThat(run)
        .poweredOff()
        .said("loaded: default slot, /boot/vmlinuz-" + SAVED)
        .said("guest: init reached mark=second");
    guests.note(run, "from the jump to the version", Jumps.after(run, "Linux version"));
  }

  private Path disk(GuestImages images) throws IOException, InterruptedException {
    Path boot = Files.createDirectory(directory.resolve("boot"));
    Files.copy(images.cloudKernel(), boot.resolve("vmlinuz-" + SAVED));
    Files.copy(images.initrd(), boot.resolve("initrd.img-" + SAVED));
    Files.writeString(boot.resolve("vmlinuz-" + NEWEST), "not to be loaded");
    Files.writeString(boot.resolve("initrd.img-" + NEWEST), "not to be loaded");
    Path grub = Files.createDirectory(boot.resolve("grub"));
    Files.writeString(grub.resolve("grub.cfg"), configuration());
    String saved = "gnulinux-advanced-%s>gnulinux-%s-advanced-%s".formatted(UUID, SAVED, UUID);
    Files.writeString(
        grub.resolve("grubenv"), "# GRUB Environment Block\nsaved_entry=" + saved + "\n");
    return Ext4.make(boot, directory.resolve("boot.img"), "48M", "-O", "^has_journal", "-U", UUID);
  }

  private static String configuration() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(EntryJumpIT.class.getResourceAsStream("/debian-saved/grub.cfg"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .replace("/boot/vmlinuz", "/vmlinuz")
          .replace("/boot/initrd", "/initrd")
          .replace(" ro  quiet", " console=ttyS0 panic=-1 cryptomgr.notests mark=second");
    }
  }
}
