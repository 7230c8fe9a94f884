package kexec.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import kexec.api.fault.KexecException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {

  private static final String PASSWORD = "correct horse battery";
  private static final PasswordHash HASH = PasswordHash.of(PASSWORD, 100_000);

  @TempDir private Path given;
  private Path path;
  private PasswordFile file;

  @BeforeEach
  void make() throws IOException {
    path = given.toRealPath().resolve("new/console.password");
    file = new PasswordFile(Optional.of(path.toString()));
  }

  @Test
  void whatWasWrittenIsRead() throws Exception {
    file.write(HASH);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(path)).doesNotContain(PASSWORD);
    assertThat(file.read().isOf(PASSWORD)).isTrue();
    file.write(PasswordHash.of("another password", 100_000));
    assertThat(file.read().isOf(PASSWORD)).isFalse();
    try (var names = Files.list(path.getParent())) {
      assertThat(names).containsExactly(path);
    }
  }

  @Test
  void whatAKilledWriterLeftIsReplaced() throws Exception {
    file.write(HASH);
    Path left = Files.writeString(path.resolveSibling(path.getFileName() + ".new"), "half");
    file.write(HASH);
    assertThat(left).doesNotExist();
    assertThat(file.read().isOf(PASSWORD)).isTrue();
  }

  @Test
  void withoutAFileThereIsNoPassword() {
    assertThat(refused()).isEqualTo("console-password-missing");
  }

  @ParameterizedTest(name = "mode {0}")
  @CsvSource({"640", "604", "660", "666", "601"})
  void aFileOfOthersIsNotTrusted(String mode) throws Exception {
    file.write(HASH);
    Files.setAttribute(path, "unix:mode", Integer.parseInt(mode, 8));
    assertThat(refused()).isEqualTo("console-password-not-trusted");
  }

  @Test
  void aDirectoryOfOthersIsNotTrusted() throws Exception {
    file.write(HASH);
    Files.setAttribute(path.getParent(), "unix:mode", 0777);
    assertThat(refused()).isEqualTo("console-password-not-trusted");
    KexecException refusal = catchThrowableOfType(KexecException.class, () -> file.write(HASH));
    assertThat(refusal.fault().code()).isEqualTo("console-password-not-trusted");
  }

  @Test
  void aLinkIsNotTrusted() throws Exception {
    file.write(HASH);
    Path other = Files.move(path, path.resolveSibling("other"));
    Files.createSymbolicLink(path, other);
    assertThat(refused()).isEqualTo("console-password-not-trusted");
  }

  @Test
  void aDirectoryIsNoPassword() throws Exception {
    Files.createDirectories(path);
    Files.setAttribute(path, "unix:mode", 0700);
    assertThat(refused()).isEqualTo("console-password-not-trusted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "admin",
        "pbkdf2-hmac-sha256 1 AAAAAAAAAAAAAAAAAAAAAA== AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "pbkdf2-hmac-sha256 99999999 AAAAAAAAAAAAAAAAAAAAAA=="
            + " AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "pbkdf2-hmac-sha256 600000 AAAA=AAAAAAAAAAAAAAAAA=="
            + " AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "pbkdf2-hmac-sha256 600000 AAAAAAAAAAAAAAAAAAAAAAAA"
            + " AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
      })
  void somethingElseIsNoHash(String content) throws Exception {
    file.write(HASH);
    Files.writeString(path, content);
    assertThat(refused()).isEqualTo("console-password-damaged");
  }

  @Test
  void aVeryLongFileIsNoHash() throws Exception {
    file.write(HASH);
    Files.writeString(path, HASH.line() + "\n" + " ".repeat(1 << 20));
    assertThat(refused()).isEqualTo("console-password-damaged");
  }

  /** What another program derived: Python's hashlib.pbkdf2_hmac. */
  @Test
  void theDerivationIsTheStandards() {
    PasswordHash known =
        PasswordHash.parse(
                "pbkdf2-hmac-sha256 100000 AAECAwQFBgcICQoLDA0ODw== q1TMVdPWPiAVUO9JWcwGstXD+kS6t2Uv9da1bOMbmfU=")
            .orElseThrow();
    assertThat(known.isOf("pässword of three words")).isTrue();
    assertThat(known.isOf("password of three words")).isFalse();
    assertThat(known.isOf("")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "elevenchars", "with a\ttabulator in it"})
  void aPasswordThatIsNotGoodIsRefused(String password) {
    KexecException refusal =
        catchThrowableOfType(KexecException.class, () -> PasswordPrompt.check(password));
    assertThat(refusal.fault().code()).isEqualTo("console-password-refused");
  }

  private String refused() {
    return catchThrowableOfType(KexecException.class, file::read).fault().code();
  }
}
