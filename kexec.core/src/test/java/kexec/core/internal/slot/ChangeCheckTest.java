package kexec.core.internal.slot;

import static kexec.api.ImageChanges.Answer.CHANGED;
import static kexec.api.ImageChanges.Answer.UNCHANGED;
import static kexec.api.ImageChanges.Answer.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import kexec.api.ImageChanges;
import kexec.api.ImageChanges.Answer;
import kexec.api.PlanRequest;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Slot;
import kexec.core.internal.host.RunningKernel;
import kexec.core.internal.policy.Requirement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of an image whose files, command line or running kernel changed. */
class ChangeCheckTest {

  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
  private static final Optional<RunningKernel> RUNNING =
      Optional.of(new RunningKernel("6.1.0", "#1", "BOOT_IMAGE=/a ro"));

  @TempDir private Path directory;

  @BeforeEach
  void write() throws Exception {
    for (String name : List.of("kernel", "initrd", "module", "tree")) {
      Path file = Files.writeString(directory.resolve(name), "content");
      Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    }
  }

  private PlanRequest.Builder request() {
    return PlanRequest.of(directory.resolve("kernel"))
        .initrds(List.of(directory.resolve("initrd")))
        .modules(List.of(new ModuleFile(directory.resolve("module"), "")))
        .deviceTree(directory.resolve("tree"));
  }

  private static LoadRecord record(PlanRequest request, Optional<Origin> origin) {
    LoadRecord any = Records.of("r", Slot.DEFAULT);
    return new LoadRecord(
        "r", request, "c", "p", any.image(), Optional.empty(), "", origin, Requirement.OFF, true);
  }

  private static LoadRecord loaded(PlanRequest request, Optional<RunningKernel> running) {
    return record(request, Optional.of(Origin.of(request, running)));
  }

  private static void assertAnswers(
      ImageChanges changes, Answer files, Answer commandLine, Answer runningKernel) {
    assertThat(List.of(changes.files(), changes.commandLine(), changes.runningKernel()))
        .as(changes.toString())
        .containsExactly(files, commandLine, runningKernel);
  }

  @Test
  void whereNothingChangedNothingIsTold() {
    ImageChanges changes = ChangeCheck.of(loaded(request().build(), RUNNING), RUNNING);

    assertAnswers(changes, UNCHANGED, UNCHANGED, UNCHANGED);
    assertThat(changes.any()).isFalse();
    assertThat(changes.details()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kernel", "initrd", "module", "tree"})
  void aFileThatWasWrittenToIsNamed(String name) throws Exception {
    LoadRecord record = loaded(request().build(), RUNNING);
    Files.writeString(directory.resolve(name), "others.");

    ImageChanges changes = ChangeCheck.of(record, RUNNING);

    assertAnswers(changes, CHANGED, UNCHANGED, UNCHANGED);
    assertThat(changes.any()).isTrue();
    assertThat(changes.details()).containsExactly(directory.resolve(name) + " was written to");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kernel", "initrd", "module", "tree"})
  void aFileThatIsGoneIsNamed(String name) throws Exception {
    LoadRecord record = loaded(request().build(), RUNNING);
    Files.delete(directory.resolve(name));

    ImageChanges changes = ChangeCheck.of(record, RUNNING);

    assertAnswers(changes, CHANGED, UNCHANGED, UNCHANGED);
    assertThat(changes.details()).containsExactly(directory.resolve(name) + " is gone");
  }

  @Test
  void aFileThatWasReplacedIsAnotherOneWhateverItsTime() throws Exception {
    LoadRecord record = loaded(request().build(), RUNNING);
    Path other = Files.writeString(directory.resolve("other"), "CONTENT");
    Files.setLastModifiedTime(other, FileTime.from(LONG_AGO));
    Files.delete(directory.resolve("kernel"));
    Files.createSymbolicLink(directory.resolve("kernel"), other);

    ImageChanges changes = ChangeCheck.of(record, RUNNING);

    assertAnswers(changes, CHANGED, UNCHANGED, UNCHANGED);
    assertThat(changes.details()).containsExactly(directory.resolve("kernel") + " is another file");
  }

  /** Such files have another time whenever they are looked at. */
  @Test
  void aFileOfTheRunningKernelChangesWithThatAlone() {
    PlanRequest request =
        request()
            .initrds(List.of(Path.of("/sys/firmware/initrd"), Path.of("/proc/version")))
            .build();

    assertAnswers(
        ChangeCheck.of(loaded(request, RUNNING), RUNNING), UNCHANGED, UNCHANGED, UNCHANGED);
  }

  @Test
  void aFileThatWasNotThereWhenItWasToBeRecordedIsUnknown() throws Exception {
    Files.delete(directory.resolve("initrd"));
    LoadRecord record = loaded(request().build(), RUNNING);
    Files.writeString(directory.resolve("initrd"), "content");

    ImageChanges changes = ChangeCheck.of(record, RUNNING);

    assertAnswers(changes, UNKNOWN, UNCHANGED, UNCHANGED);
    assertThat(changes.any()).isFalse();
    assertThat(changes.details()).singleElement().asString().contains("initrd", "not recorded");
  }

  @ParameterizedTest
  @CsvSource({
    "6.1.0, #1, BOOT_IMAGE=/b ro, UNCHANGED, UNCHANGED",
    "6.1.0, #1, ro quiet, CHANGED, UNCHANGED",
    "6.1.0, #2, ro, UNCHANGED, CHANGED",
    "6.2.0, #1, rw, CHANGED, CHANGED",
  })
  void aReusedCommandLineChangesWithTheRunningKernels(
      String release, String version, String line, Answer commandLine, Answer runningKernel) {
    RunningKernel now = new RunningKernel(release, version, line);

    assertAnswers(
        ChangeCheck.of(
            loaded(request().commandLineReused(true).build(), RUNNING), Optional.of(now)),
        UNCHANGED,
        commandLine,
        runningKernel);
    assertAnswers(
        ChangeCheck.of(loaded(request().build(), RUNNING), Optional.of(now)),
        UNCHANGED,
        UNCHANGED,
        runningKernel);
  }

  @Test
  void whatCannotBeReadNowIsUnknown() {
    LoadRecord record = loaded(request().commandLineReused(true).build(), RUNNING);

    ImageChanges changes = ChangeCheck.of(record, Optional.empty());

    assertAnswers(changes, UNCHANGED, UNKNOWN, UNKNOWN);
    assertThat(changes.details()).hasSize(2);
  }

  @Test
  void ofARecordOfAnEarlierVersionNothingIsKnown() {
    ImageChanges changes = ChangeCheck.of(record(request().build(), Optional.empty()), RUNNING);

    assertAnswers(changes, UNKNOWN, UNKNOWN, UNKNOWN);
    assertThat(changes.any()).isFalse();
  }
}
