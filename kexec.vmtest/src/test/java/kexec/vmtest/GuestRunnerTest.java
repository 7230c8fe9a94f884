package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses shell scripts instead of the emulator. */
class GuestRunnerTest {

  private static final Duration TWENTY_SECONDS = Duration.ofSeconds(20);

  @TempDir Path directory;
  private GuestBuilder guest;

  @BeforeEach
  void guest() {
    guest = new GuestBuilder("a-guest", directory.resolve("kernel"));
  }

  @Test
  void emulatorThatFailsIsQuoted() throws Exception {
    GuestRun run = runner("echo no such machine; exit 3").run(guest.build());
    assertThat(run.outcome()).isEqualTo(GuestRun.Outcome.ENDED);
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.messages()).isEqualTo("no such machine\n");
    assertThat(run.attempts()).isOne();
    assertThat(Files.readString(directory.resolve("logs/summary.txt")))
        .matches("a-guest +[0-9.]+ s, ENDED, exit status 3\n");
  }

  @Test
  void guestThatNeverComesUpIsStartedTwice() throws Exception {
    Path starts = directory.resolve("starts");
    GuestRun run =
        runner("echo >>" + starts + "; exec sleep 60")
            .run(guest.firstSign("up", Duration.ofMillis(500)).build());
    assertThat(run.outcome()).isEqualTo(GuestRun.Outcome.NEVER_CAME_UP);
    assertThat(run.attempts()).isEqualTo(2);
    assertThat(Files.readAllLines(starts)).hasSize(2);
    assertThat(run.duration()).isLessThan(Duration.ofSeconds(30));
    assertThat(run.summary()).endsWith("NEVER_CAME_UP, exit status -1, attempt 2");
  }

  @Test
  void guestThatResetsBeforeItsFirstSignIsStartedTwice() throws Exception {
    Path starts = directory.resolve("starts");
    GuestRun run = runner("echo >>" + starts).run(guest.firstSign("up", TWENTY_SECONDS).build());
    assertThat(run.outcome()).isEqualTo(GuestRun.Outcome.NEVER_CAME_UP);
    assertThat(run.exit()).isZero();
    assertThat(Files.readAllLines(starts)).hasSize(2);
    assertThat(run.summary()).endsWith("NEVER_CAME_UP, exit status 0, attempt 2");
  }

  @Test
  void emulatorThatIsNotHere() {
    GuestRunner runner = new GuestRunner(() -> images(directory), logs());
    guest.machine(emulatedBy("qemu-of-nowhere"));
    assertThatExceptionOfType(GuestFailure.class)
        .isThrownBy(() -> runner.run(guest.build()))
        .withMessageStartingWith("cannot start guest a-guest: ")
        .withMessageContaining("Install qemu-of-nowhere");
  }

  private GuestRunner runner(String script) throws IOException {
    Path emulator = directory.resolve("emulator");
    Files.writeString(emulator, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(emulator, PosixFilePermissions.fromString("rwxr-xr-x"));
    guest.machine(emulatedBy(emulator.toString()));
    return new GuestRunner(() -> images(directory), logs());
  }

  private static GuestMachine emulatedBy(String emulator) {
    return new GuestMachine(emulator, "none", "none", "none", "ttyS0", true, List.of());
  }

  private static GuestImages images(Path directory) {
    return new GuestImages(directory, directory);
  }

  private Path logs() {
    return directory.resolve("logs");
  }
}
