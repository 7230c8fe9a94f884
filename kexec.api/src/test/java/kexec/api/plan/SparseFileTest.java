package kexec.api.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
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
