package kexec.entries.internal.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import kexec.entries.internal.tree.BootTree.Presence;
import kexec.linux.LinuxRoot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What there is, and what cannot be told. */
class BootTreeTest {

  @TempDir private Path directory;

  @BeforeEach
  void create() throws IOException {
    Files.createFile(directory.resolve("file"));
    Files.createDirectory(directory.resolve("directory"));
    Files.createSymbolicLink(directory.resolve("link"), Path.of("file"));
    Files.createSymbolicLink(directory.resolve("loop"), Path.of("loop"));
    Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nothing"));
    Files.createSymbolicLink(directory.resolve("out"), Path.of("/dev/null"));
  }

  @ParameterizedTest
  @CsvSource({
    "file, FILE",
    "link, FILE",
    "directory, DIRECTORY",
    "nothing, ABSENT",
    "dangling, ABSENT",
    "file/below, ABSENT",
    "loop, ABSENT",
    "out, OUTSIDE"
  })
  void whatIsThere(String name, Presence presence) {
    BootTree tree = new BootTree(new LinuxRoot(directory));
    assertThat(tree.presence(Path.of("/", name))).isEqualTo(presence);
  }

  @Test
  void aNameThatIsTooLongIsAbsent() {
    BootTree tree = new BootTree(new LinuxRoot(directory));
    assertThat(tree.presence(Path.of("/", "n".repeat(300)))).isEqualTo(Presence.ABSENT);
  }

  /** Taken for absent, it would decide for another boot loader. */
  @ParameterizedTest
  @ValueSource(strings = {"Input/output error", "Stale file handle", "Structure needs cleaning"})
  void whatItsFileSystemDoesNotTellIsUnknown(String error) {
    assertThat(BootTree.presence(new FileSystemException("x", null, error)))
        .isEqualTo(Presence.UNKNOWN);
    assertThat(BootTree.presence(new IOException(error))).isEqualTo(Presence.UNKNOWN);
  }

  @Test
  void whatThisUserMayNotSeeIsHidden() {
    assertThat(BootTree.presence(new AccessDeniedException("x"))).isEqualTo(Presence.HIDDEN);
  }
}
