package kexec.webconsole.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginGuardTest {

  private final OriginGuard guard = new OriginGuard(Set.of("Console.example"));

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      nullValues = "-",
      value = {
        "a name is typed, GET, localhost:8080, -, none, navigate",
        "an address is typed, GET, 127.0.0.1:8080, -, none, navigate",
        "an address of version 6 is typed, GET, [::1]:8080, -, none, navigate",
        "a configured name is typed, GET, console.EXAMPLE, -, none, navigate",
        "a link of another site is followed, GET, localhost:8080, -, cross-site, navigate",
        "a page of ours has a picture, GET, localhost:8080, -, same-origin, no-cors",
        "a program asks, GET, localhost:8080, -, -, -",
        "a form of ours is sent, POST, localhost:8080, http://localhost:8080, same-origin, navigate",
        "a form is sent behind TLS, POST, localhost, https://localhost, same-origin, navigate",
        "a browser without metadata, POST, localhost:8080, http://LOCALHOST:8080, -, -",
      })
  void isAnswered(
      String name, String method, String host, String origin, String site, String mode) {
    assertThat(guard.refusal(arrival(method, host, origin, site, mode))).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      nullValues = "-",
      value = {
        "no host, GET, -, -, none, navigate",
        "a name that was made to point here, GET, evil.example:8080, -, none, navigate",
        "a name that begins like ours, GET, localhost.evil.example, -, none, navigate",
        "a name with a user, GET, localhost@evil.example, -, none, navigate",
        "a host with a path, GET, localhost:8080/x, -, none, navigate",
        "a host with two ports, GET, localhost:80:80, -, none, navigate",
        "another address, GET, 192.0.2.1, -, none, navigate",
        "a picture in another site's page, GET, localhost:8080, -, cross-site, no-cors",
        "a script of another port, GET, localhost:8080, -, same-site, cors",
        "a script of another origin, GET, localhost:8080, http://evil.example, cross-site, cors",
        "a form of another site, POST, localhost:8080, http://evil.example, cross-site, navigate",
        "a form of another port, POST, localhost:8080, http://localhost:9090, same-site, navigate",
        "a form that hides its origin, POST, localhost:8080, null, cross-site, navigate",
        "a form without an origin, POST, localhost:8080, -, same-origin, navigate",
        "a forged origin only, POST, localhost:8080, http://localhost:8080, cross-site, navigate",
        "another method, DELETE, localhost:8080, -, -, -",
        "a rebound name with its own origin, POST, evil.example, http://evil.example, same-origin, -",
      })
  void isRefused(String name, String method, String host, String origin, String site, String mode) {
    assertThat(guard.refusal(arrival(method, host, origin, site, mode))).isPresent();
  }

  @Test
  void aRefusalHasNothingOfTheRequest() {
    assertThat(guard.refusal(arrival("GET", "<script>", null, null, null)).orElseThrow())
        .doesNotContain("<");
  }

  private static Arrival arrival(
      String method, String host, String origin, String site, String mode) {
    return new Arrival(
        method,
        Optional.ofNullable(host),
        Optional.ofNullable(origin),
        Optional.ofNullable(site),
        Optional.ofNullable(mode));
  }
}
