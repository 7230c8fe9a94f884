package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The host rehearses a plan for the memory of a guest, which loads the same plan and takes it: what
 * the rehearsal said is what happens.
 */
@ExtendWith(GuestLab.class)
class RehearsedJumpIT {

  private static final Duration LIMIT = Duration.ofMinutes(5);

  @TempDir private Path directory;

  /** Columns: {@link PlanRow}. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "linux-7        | vmlinuz-7       | small | console=ttyS0 |  |  | RUNS",
        "cut            | vmlinuz-cloud   | cut   | console=ttyS0 |  |  | VERSION",
        "little-memory  | vmlinuz-cloud   | small | console=ttyS0 mem=64M |  |  | VERSION",
        "first-ends     | vmlinuz-cloud   | small | console=ttyS0 rdinit=/bin/busybox |  |  | DIED",
        "unseen-failure | vmlinuz-cloud   | small | rdinit=/nonexistent |  |  | INITRD",
        "crash          | vmlinuz-cloud   | small | console=ttyS0 nr_cpus=1 |  | 160M | RUNS",
      })
  void whatWasSaidHappens(String row, Guests guests) throws Exception {
    assertHappens(PlanRow.of(row), guests);
  }

  /** {@code -Drehearsed.all}: minutes. */
  @ParameterizedTest
  @EnabledIfSystemProperty(named = "rehearsed.all", matches = ".*")
  @ValueSource(
      strings = {
        "cloud          | vmlinuz-cloud   | small | console=ttyS0 |  |  | RUNS",
        "generic        | vmlinuz-generic | small | console=ttyS0 |  |  | RUNS",
        "linux-6-12     | vmlinuz-6.12    | small | console=ttyS0 |  |  | RUNS",
        "no-initrd      | vmlinuz-cloud   | none  | console=ttyS0 |  |  | VERSION",
        "plain          | vmlinuz-cloud   | plain | console=ttyS0 |  |  | RUNS",
        "quiet          | vmlinuz-cloud   | small | console=ttyS0 quiet |  |  | RUNS",
        "nokaslr        | vmlinuz-6.12    | small | console=ttyS0 nokaslr |  |  | RUNS",
        "maxcpus        | vmlinuz-cloud   | small | console=ttyS0 maxcpus=1 |  |  | RUNS",
        "half           | vmlinuz-cloud   | small | console=ttyS0 mem=256M |  |  | RUNS",
        "least-memory   | vmlinuz-cloud   | small | earlyprintk=ttyS0 console=ttyS0 mem=24M |  |  | VERSION",
        "wrong-root     | vmlinuz-cloud   | none  | console=ttyS0 root=/dev/sdz |  |  | VERSION",
        "wrong-init     | vmlinuz-cloud   | small | console=ttyS0 init=/nonexistent |  |  | RUNS",
        "wrong-rdinit   | vmlinuz-generic | small | console=ttyS0 rdinit=/nonexistent |  |  | INITRD",
        "unseen         | vmlinuz-cloud   | small |  |  |  | RUNS",
        "no-checks      | vmlinuz-cloud   | small | console=ttyS0 | --no-checks |  | RUNS",
        "reset-check    | vmlinuz-7       | small | console=ttyS0 | --reset-on-mismatch |  | RUNS",
        "tiny           | tiny.bzImage    | small | console=ttyS0 |  |  | RUNS",
        "tiny-multiboot | tiny.multiboot  | none  | console=ttyS0 |  |  | RUNS",
        "crash-6-12     | vmlinuz-6.12    | small | console=ttyS0 nr_cpus=1 |  | 192M | RUNS",
        "crash-small    | vmlinuz-cloud   | small | console=ttyS0 nr_cpus=1 |  | 56M | VERSION",
        "crash-refused  | vmlinuz-cloud   | small | console=ttyS0 nr_cpus=1 |  | 32M | REFUSED",
      })
  void whatWasSaidHappensForAll(String row, Guests guests) throws Exception {
    assertHappens(PlanRow.of(row), guests);
  }

  /** An emulator for rehearsals has no disks: this one the guest has. */
  @Test
  @EnabledIfSystemProperty(named = "rehearsed.all", matches = ".*")
  void aDiskIsThereInEarnestOnly(Guests guests) throws Exception {
    String words = "console=ttyS0 root=/dev/nvme0n1 rootfstype=ext4 init=/bin/kexec";
    PlanRow row = PlanRow.of("disk | vmlinuz-cloud | none | " + words + " |  |  | DIED");
    JsonObject rehearsal = assertHappens(row, Fate.VERSION, guests);
    assertThat(rehearsal.toString())
        .contains("rehearsal-root-missing")
        .contains("An emulator has not the disks of the real machine");
  }

  private void assertHappens(PlanRow row, Guests guests) throws Exception {
    assertHappens(row, row.fate(), guests);
  }

  private JsonObject assertHappens(PlanRow row, Fate rehearsed, Guests guests) throws Exception {
    GuestBuilder guest = row.guest(guests).limit(LIMIT);
    PlannedFiles files = new PlannedFiles(guests.images(), directory);
    try (RunningGuest running = guests.start(guest)) {
      await(running, "memory: ends");
      OnTheHost host = new OnTheHost(row, files, between(running.script(), "memory"));
      JsonObject rehearsal = host.rehearsal();
      JsonObject plan = host.plan();
      await(running, "waiting");
      boolean loaded = running.script().first("load: status 0").isPresent();
      running.tellScript(loaded ? "go" : "stop");
      GuestRun run = guests.finish(guest, running);
      note(guests, rehearsal, run);
      assertThat(Fate.rehearsed(rehearsal)).as("rehearsed: %s", rehearsal).isEqualTo(rehearsed);
      assertTaken(row, run);
      if (loaded) {
        String told = String.join("\n", between(run.script(), "plan"));
        PlannedSegments.assertSame(plan, JsonParser.parseString(told).getAsJsonObject());
      }
      return rehearsal;
    }
  }

  /** A kernel without a console does not say how far it came before it failed. */
  private static void assertTaken(PlanRow row, GuestRun run) {
    Fate seen = row.isTold() || row.fate() == Fate.RUNS ? row.fate() : Fate.SILENT;
    assertThat(Fate.taken(run))
        .as(() -> run.kernel().tail() + "\n" + run.script().tail())
        .isEqualTo(seen);
  }

  private static void await(RunningGuest running, String text) throws InterruptedException {
    assertThat(running.script().await(line -> line.contains(text), LIMIT))
        .as(() -> running.kernel().tail() + "\n" + running.script().tail())
        .isPresent();
  }

  private static List<String> between(Console script, String what) {
    return script.lines().stream()
        .map(ConsoleLine::text)
        .dropWhile(line -> !line.equals(what + ": begins"))
        .skip(1)
        .takeWhile(line -> !line.equals(what + ": ends"))
        .collect(Collectors.toList());
  }

  private static void note(Guests guests, JsonObject rehearsal, GuestRun run) {
    guests.table(
        run.name(),
        List.of(
            "  rehearsed: %s, %s, %s"
                .formatted(
                    Fate.rehearsed(rehearsal),
                    rehearsal.get("rung"),
                    rehearsal.get("reachedAfterMillis")),
            "  crash: " + rehearsal.get("crash"),
            "  taken: %s, %s".formatted(Fate.taken(run), afterTheWord(run))));
  }

  /** The time until the first program or the tiny kernel has come to its end, or the guest has. */
  private static Duration afterTheWord(GuestRun run) {
    ConsoleLine told = run.script().first("host says").orElseThrow();
    Duration end =
        run.script().lines().stream()
            .filter(line -> line.at().compareTo(told.at()) > 0)
            .filter(line -> line.text().contains("guest: init reached"))
            .map(ConsoleLine::at)
            .findFirst()
            .orElse(run.duration());
    return end.minus(told.at());
  }
}
