package kexec.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustTest {

  private static final int OTHER = 65534;

  @TempDir private Path given;
  private Path directory;
  private Path file;
  private int self;
  private Trust trust;

  @BeforeEach
  void make() throws IOException {
    directory = Files.createDirectory(given.toRealPath().resolve("d"));
    file = Files.createFile(directory.resolve("f"));
    Files.setAttribute(file, "unix:mode", 0600);
    self = Trust.ownerOf(file);
    trust = Trust.of(self);
    // The group of the test's directory may be anybody's.
    Files.setAttribute(directory, "unix:mode", 0755);
  }

  @ParameterizedTest(name = "mode {0} below: {1}, for names to come: {2}")
  @CsvSource({
    "755, , ",
    "700, , ",
    "777, everybody may write to, everybody may write to",
    "1777, , everybody may write to",
    "757, everybody may write to, everybody may write to",
  })
  void modes(String mode, String kept, String toCome) throws Exception {
    Files.setAttribute(directory, "unix:mode", Integer.parseInt(mode, 8));
    assertThat(trust.weakness(file).orElse("")).startsWith(kept == null ? "" : kept);
    assertThat(trust.weakness(file).isPresent()).isEqualTo(kept != null);
    assertThat(trust.weaknessBelow(directory).isPresent()).isEqualTo(toCome != null);
    assertThat(trust.weaknessBelow(directory.resolve("a/b")).isPresent()).isEqualTo(toCome != null);
  }

  @Test
  void whatIsThereOnlyInPartIsNoWeaknessByItself() throws Exception {
    assertThat(trust.weaknessBelow(directory.resolve("a/b/c"))).isEmpty();
    assertThatThrownBy(() -> trust.weakness(directory.resolve("a")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void linksAreFollowedOneByOne() throws Exception {
    Path open = Files.createDirectory(given.toRealPath().resolve("open"));
    Files.setAttribute(open, "unix:mode", 0777);
    Path inOpen = Files.createSymbolicLink(open.resolve("link"), file);
    Path relative =
        Files.createSymbolicLink(directory.resolve("to-open"), Path.of("../open/./link"));
    Path sound = Files.createSymbolicLink(directory.resolve("sound"), Path.of("../d/f"));
    assertThat(trust.weakness(sound)).isEmpty();
    for (Path path : new Path[] {inOpen, relative}) {
      assertThat(trust.weakness(path)).hasValue("everybody may write to " + open);
    }
  }

  @Test
  void linksInACircleComeToAnEnd() throws Exception {
    Path circle = Files.createSymbolicLink(directory.resolve("circle"), Path.of("circle"));
    assertThatThrownBy(() -> trust.weakness(circle)).hasMessageContaining("too many");
  }

  @Test
  void whatBelongsToAnotherIsAWeaknessWhereverItStands() throws Exception {
    assumeTrue(self == 0, "only root can give files away");
    Files.setAttribute(file, "unix:uid", OTHER);
    assertThat(trust.weakness(file)).hasValue(file + " belongs to the user " + OTHER);
    assertThat(Trust.of(OTHER).weakness(file)).isEmpty();
    Files.setAttribute(file, "unix:uid", 0);
    Files.setAttribute(directory, "unix:mode", 01777);
    Files.setAttribute(directory, "unix:uid", OTHER);
    assertThat(trust.weakness(file)).hasValue(directory + " belongs to the user " + OTHER);
  }

  @Test
  void aGroupIsTrustedWhereItIsRootsOrTheUsersOwn() throws Exception {
    assumeTrue(self == 0, "only root can give files away");
    Files.setAttribute(directory, "unix:gid", 4242);
    Files.setAttribute(directory, "unix:mode", 0775);
    assertThat(trust.weakness(file)).hasValue("the group 4242 may write to " + directory);
    assertThat(Trust.of(4242).weakness(directory)).isEmpty();
    Files.setAttribute(directory, "unix:gid", 0);
    assertThat(trust.weakness(file)).isEmpty();
  }
}
