package kexec.webconsole.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.launch.PasswordHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {

  private static final String PASSWORD = "pässword: of three words";
  private static final PasswordHash HASH = PasswordHash.of(PASSWORD, 100_000);
  private static final int AT_ONCE = 10;

  /** Close to where the clock's number overflows. */
  private long now = Long.MAX_VALUE - 5;

  private PasswordHash hash = HASH;
  private final Login login = new Login(() -> hash, () -> now);

  @Test
  void theRightPasswordIsWelcome() {
    assertThat(answer("admin", PASSWORD)).isEqualTo(new Login.Welcome());
    assertThat(answer("admin", PASSWORD)).isEqualTo(new Login.Welcome());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "admin", PASSWORD + "x", "pässword"})
  void anotherPasswordIsNot(String password) {
    assertThat(answer("admin", password)).isEqualTo(new Login.Unknown(true));
  }

  @Test
  void anotherUserIsNot() {
    assertThat(answer("root", PASSWORD)).isEqualTo(new Login.Unknown(true));
  }

  @Test
  void withoutAPasswordOneIsAskedFor() {
    assertThat(login.answer(Optional.empty())).isEqualTo(new Login.Unknown(false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Basic", "Basic ", "Basic !!!", "Basic YWRtaW4=", "Bearer YWRtaW46"})
  void whatIsNoPasswordIsWrong(String header) {
    assertThat(login.answer(Optional.of(header))).isEqualTo(new Login.Unknown(true));
  }

  @Test
  void aVeryLongHeaderIsWrong() {
    assertThat(answer("admin", "x".repeat(100_000))).isEqualTo(new Login.Unknown(true));
  }

  @Test
  void aPasswordThatWasReplacedIsWrongAtOnce() {
    assertThat(answer("admin", PASSWORD)).isEqualTo(new Login.Welcome());
    hash = PasswordHash.of("another password", 100_000);
    assertThat(answer("admin", PASSWORD)).isEqualTo(new Login.Unknown(true));
    assertThat(answer("admin", "another password")).isEqualTo(new Login.Welcome());
  }

  @Test
  void guessesAreLimited() {
    for (int i = 0; i < AT_ONCE; i++) {
      assertThat(answer("admin", "")).isEqualTo(new Login.Unknown(true));
    }
    assertThat(answer("admin", PASSWORD)).isEqualTo(new Login.TooMany(10));
    now += Duration.ofSeconds(9).toNanos();
    assertThat(answer("admin", PASSWORD)).isEqualTo(new Login.TooMany(1));
    now += Duration.ofSeconds(1).toNanos();
    assertThat(answer("admin", "")).isEqualTo(new Login.Unknown(true));
    assertThat(answer("admin", "")).isEqualTo(new Login.TooMany(10));
    now += Duration.ofSeconds(10).toNanos();
    assertThat(answer("admin", PASSWORD)).isEqualTo(new Login.Welcome());
  }

  @Test
  void aLongTimeDoesNotGiveMoreGuesses() {
    now += Duration.ofDays(365).toNanos();
    for (int i = 0; i < AT_ONCE; i++) {
      assertThat(answer("admin", "")).isEqualTo(new Login.Unknown(true));
    }
    assertThat(answer("admin", "")).isInstanceOf(Login.TooMany.class);
  }

  @Test
  void withoutAFileNobodyIsWelcome() {
    Fault fault = new Fault("console-password-missing", "reading", "there is none", "Set one.");
    Login closed =
        new Login(
            () -> {
              throw new KexecException(fault);
            },
            () -> now);
    assertThat(closed.answer(basic("admin", "admin"))).isEqualTo(new Login.Closed(fault));
    assertThat(closed.answer(Optional.empty())).isEqualTo(new Login.Closed(fault));
  }

  private Login.Answer answer(String user, String password) {
    return login.answer(basic(user, password));
  }

  private static Optional<String> basic(String user, String password) {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return Optional.of("Basic " + Base64.getEncoder().encodeToString(both));
  }
}
