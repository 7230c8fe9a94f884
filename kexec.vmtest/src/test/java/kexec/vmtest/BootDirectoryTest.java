package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootDirectoryTest {

  @TempDir private Path directory;

  private GuestImages images;
  private Path made;

  @BeforeEach
  void sources() throws Exception {
    images = new GuestImages(Files.createDirectory(directory.resolve("base")), directory);
    made = directory.resolve("boot");
    for (Path file : new Path[] {images.shim(), images.grub(), kernel(), images.initrd()}) {
      Files.writeString(file, file.getFileName().toString());
    }
  }

  private Path kernel() {
    return directory.resolve("k");
  }

  private GuestBuilder guest() {
    return new GuestBuilder("x", kernel()).firmware(Firmware.SECURE_BOOT);
  }

  @Test
  void everythingLiesWhereItIsLookedFor() throws Exception {
    BootDirectory.make(made, guest().initrd(images.initrd()).append("run=a.sh").build(), images);
    assertThat(made.resolve("EFI/BOOT/BOOTX64.EFI")).hasContent("shimx64.efi");
    assertThat(made.resolve("EFI/BOOT/grubx64.efi")).hasContent("grubx64.efi");
    assertThat(made.resolve("vmlinuz")).hasContent("k");
    assertThat(made.resolve("initrd")).hasContent("small.cpio.gz");
    assertThat(made.resolve("EFI/debian/grub.cfg"))
        .hasContent(
            """
            linux /vmlinuz 'console=ttyS0' 'panic=-1' 'no_timer_check' 'cryptomgr.notests' 'run=a.sh'
            initrd /initrd
            boot
            """);
  }

  @Test
  void wordsThatGrubWouldChange() throws Exception {
    BootDirectory.make(made, guest().append("a=$b;c", "d='e\"").build(), images);
    assertThat(made.resolve("EFI/debian/grub.cfg"))
        .hasContent(
            """
            linux /vmlinuz 'console=ttyS0' 'panic=-1' 'no_timer_check' 'cryptomgr.notests' 'a=$b;c' 'd='\\''e"'
            boot
            """);
  }
}
