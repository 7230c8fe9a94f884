package kexec.vmtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a guest with Secure Boot is started from: a directory that QEMU shows the guest as a FAT
 * disk, with the files where the UEFI specification (2.10, section 3.5.1.1) and Debian's GRUB look
 * for them.
 */
final class BootDirectory {

  private static final String KERNEL = "vmlinuz";
  private static final String INITRD = "initrd";

  private BootDirectory() {}

  /**
   * Makes it.
   *
   * @param directory where; it is made
   * @param guest whose kernel is started
   * @param images where shim and GRUB are
   * @throws IOException when it cannot be made
   */
  static void make(Path directory, Guest guest, GuestImages images) throws IOException {
    Path boot = Files.createDirectories(directory.resolve("EFI/BOOT"));
    // Shim looks for GRUB beside itself.
    link(boot.resolve("BOOTX64.EFI"), images.shim());
    link(boot.resolve("grubx64.efi"), images.grub());
    link(directory.resolve(KERNEL), guest.kernel());
    if (guest.initrd().isPresent()) {
      link(directory.resolve(INITRD), guest.initrd().get());
    }
    // The place is built into GRUB, and signed with it.
    Path debian = Files.createDirectories(directory.resolve("EFI/debian"));
    Files.writeString(debian.resolve("grub.cfg"), commands(guest));
  }

  /** The files are only read, and one of them has many megabytes. */
  private static void link(Path name, Path file) throws IOException {
    Files.createSymbolicLink(name, file.toAbsolutePath());
  }

  /** GRUB's commands: a shell's words, each of which is quoted. */
  private static String commands(Guest guest) {
    String words =
        Arrays.stream(guest.commandLine().split(" "))
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    String initrd = guest.initrd().isPresent() ? "initrd /" + INITRD + "\n" : "";
    return "linux /" + KERNEL + " " + words + "\n" + initrd + "boot\n";
  }
}
