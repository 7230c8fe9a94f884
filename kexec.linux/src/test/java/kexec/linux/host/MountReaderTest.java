package kexec.linux.host;

import static kexec.linux.Tree.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import kexec.linux.Tree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountReaderTest {

  @TempDir private Path directory;

  @Test
  void onlyDisksThatCanBeWrittenTo() throws Exception {
    Tree tree =
        new Tree(directory)
            .with(
                "/proc/self/mounts",
                """
                proc /proc proc rw,nosuid 0 0
                /dev/nvme0n1p1 / ext4 rw,relatime,errors=remount-ro 0 0
                /dev/mapper/data /srv/two\\040words xfs relatime,rw 0 0
                /dev/sr0 /media iso9660 ro,nosuid 0 0
                tmpfs /run tmpfs rw 0 0
                """);
    assertThat(new MountReader(tree.root()).writableDisks())
        .containsExactly("/", "/srv/two\\040words");
  }

  @Test
  void nonsense() throws Exception {
    Tree tree = new Tree(directory).with("/proc/self/mounts", "/dev/sda1 /\n");
    assertRefused("file-malformed", new MountReader(tree.root())::writableDisks);
    assertRefused(
        "file-absent", new MountReader(new Tree(directory.resolve("no")).root())::writableDisks);
  }
}
