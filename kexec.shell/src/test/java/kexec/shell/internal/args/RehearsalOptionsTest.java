package kexec.shell.internal.args;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.rehearse.RehearsalRequest;
import kexec.api.rehearse.Replanner;
import kexec.shell.internal.cli.FakeKexec;
import kexec.shell.internal.cli.SamplePlans;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RehearsalOptionsTest {

  private static final Syntax SYNTAX =
      new Syntax("test", "", List.of(), RehearsalOptions.ALL, List.of());

  private static Arguments arguments(String words) throws UsageException {
    return Arguments.parse(SYNTAX, words.isEmpty() ? List.of() : List.of(words.split(" ")));
  }

  private static RehearsalRequest request(String words, FakeKexec kexec) throws Exception {
    PlanRequest request =
        PlanRequest.of(Path.of("/boot/vmlinuz")).machine("linux").commandLine("ro").build();
    return new RehearsalOptions(arguments(words)).request(kexec.plan(request), request, kexec);
  }

  @ParameterizedTest
  @CsvSource({
    "'', INIT",
    "--until=kernel, KERNEL",
    "--until=init, INIT",
    "--until=marker, MARKER",
    "--until=poweroff, POWEROFF",
    "--marker=login:, MARKER",
  })
  void theGoalIsNamedOrFollowsFromAMarker(String words, RehearsalGoal goal) throws Exception {
    assertThat(request(words, new FakeKexec()).goal()).isEqualTo(goal);
  }

  @Test
  void everyOptionIsPartOfTheRequest() throws Exception {
    RehearsalRequest request =
        request(
            "--until=marker --timeout=7 --marker=login: --verbatim --cpu=EPYC --accelerate",
            new FakeKexec());

    assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(request.marker()).contains("login:");
    assertThat(request.cpu()).contains("EPYC");
    assertThat(request.verbatim()).isTrue();
    assertThat(request.accelerated()).isTrue();
  }

  @Test
  void nothingGivenIsTheDefault() throws Exception {
    RehearsalRequest request = request("", new FakeKexec());

    assertThat(request.timeout()).isEqualTo(RehearsalRequest.TIMEOUT);
    assertThat(request.marker()).isEmpty();
    assertThat(request.cpu()).isEmpty();
    assertThat(request.verbatim()).isFalse();
    assertThat(request.accelerated()).isFalse();
  }

  @Test
  void theImageIsPlannedAgainFromWhatWasAskedFor() throws Exception {
    FakeKexec kexec = new FakeKexec();
    RehearsalRequest request = request("", kexec);

    request
        .replanner()
        .plan(
            new Replanner.Changes(
                SamplePlans.MEMORY, Optional.empty(), List.of(Path.of("/i")), "quiet", List.of()));

    PlanRequest again = kexec.requests.get(1);
    assertThat(again.commandLine()).isEqualTo("ro quiet");
    assertThat(again.initrds()).containsExactly(Path.of("/i"));
    assertThat(again.machine()).isEmpty();
    assertThat(again.memoryMap()).contains(SamplePlans.MEMORY);
  }

  @ParameterizedTest
  @CsvSource({
    "--until=userspace, 'userspace'",
    "--until=kernel --marker=x, --until=kernel",
    "--timeout=0, '0'",
    "--timeout=-1, '-1'",
    "--timeout=1.5, '1.5'",
    "--timeout=86401, '86401'",
    "--timeout=99999999999, '99999999999'",
  })
  void whatMakesNoSenseIsRefused(String words, String named) {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> new RehearsalOptions(arguments(words)))
        .withMessageContaining(named);
  }

  @Test
  void theFirstOptionThatWasGivenIsFound() throws Exception {
    assertThat(RehearsalOptions.given(arguments(""))).isEmpty();
    assertThat(RehearsalOptions.given(arguments("--cpu=max --timeout=3")))
        .hasToString("Optional[--timeout]");
  }
}
