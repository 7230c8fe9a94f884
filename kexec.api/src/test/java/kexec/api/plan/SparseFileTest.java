package kexec.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import kexec.api.fault.BadFileException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file with holes on a full file system in memory, which needs a page for each hole it maps. */
final class SparseFileTest {

  private static final int SIZE = 8 << 20;

  private static final String CHROOT =
      """
      cd "$1"
      shift
      for each in /*; do
        if [ -L "$each" ]; then
          cp -P "$each" .
        elif [ -d "$each" ]; then
          mkdir ".$each"
          mount --rbind "$each" ".$each"
        fi
      done
      exec chroot . "$@"
      """;

  @TempDir Path directory;

  private static boolean run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      // The program is not installed.
      return false;
    }
  }

  @BeforeEach
  void mount() throws Exception {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=1m", "none", directory.toString()),
        "this user cannot mount a file system");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", "-l", directory.toString());
  }

  private SegmentData sparse() throws Exception {
    Path path = directory.resolve("sparse");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    return MappedFile.open(path).data();
  }

  /** Each page causes a fault, and a fault may be delivered late: hence several attempts. */
  @RepeatedTest(30)
  void isSaidToNeedRoom() throws Exception {
    SegmentData data = sparse();
    assertThat(Files.size(directory.resolve("sparse"))).isEqualTo(SIZE);

    assertThatThrownBy(data::digest)
        .isInstanceOfSatisfying(
            BadFileException.class,
            e -> {
              assertThat(e.fault().code()).isEqualTo("file-unreadable");
              assertThat(e.fault().cause()).contains("is sparse", "no room left");
              assertThat(e.fault().cure()).contains("Make room");
            });
  }

  /** Of a root that is no mount point, the table of mounts knows nothing. */
  @Test
  void isSaidToNeedRoomInAChroot() throws Exception {
    assumeTrue(run("unshare", "-m", "true"), "this user has no mounts of its own");
    Path root = Files.createDirectory(directory.resolve("root"));
    Process process =
        new ProcessBuilder(
                "unshare",
                "-m",
                "sh",
                "-ec",
                CHROOT,
                "chroot",
                root.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Digesting.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(output).contains("/sparse is sparse", "no room left").doesNotContain("Mount point");
  }

  /** Runs in the other root. */
  static final class Digesting {

    private Digesting() {}

    public static void main(String[] arguments) throws Exception {
      Path path = Path.of("/sparse");
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        file.setLength(SIZE);
      }
      try {
        MappedFile.open(path).data().digest();
      } catch (BadFileException e) {
        System.out.println(e.fault());
      }
    }
  }

  @Test
  void isSaidToBeCutShortWhereItWas() throws Exception {
    SegmentData data = sparse();
    try (RandomAccessFile file = new RandomAccessFile(directory.resolve("sparse").toFile(), "rw")) {
      file.setLength(SIZE / 2);
    }

    assertThatThrownBy(data::digest)
        .isInstanceOfSatisfying(
            BadFileException.class, e -> assertThat(e.fault().code()).isEqualTo("file-changed"));
  }
}
