package kexec.core.internal.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kexec.api.plan.Slot;
import kexec.base.state.StateDirectory;
import kexec.core.internal.failure.PlainHost.Defect;
import kexec.core.internal.failure.Violation.Kind;
import kexec.linux.sys.Steps;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The core's own files fail, and a machine's calls; and what is found by that. */
@Tag("once")
class CoreFailureTest {

  private static class Plain extends FailureContract {

    private final Defect defect;

    Plain(Defect defect) {
      this.defect = defect;
    }

    @Override
    protected FailingHost newHost(Path directory, Steps steps) {
      return new PlainHost(directory, steps, defect);
    }
  }

  /** Every operation on a file of the records fails too. */
  @Nested
  class Records extends Plain {
    Records() {
      super(Defect.NONE);
    }

    @Override
    protected Path records(Path real, Steps steps) {
      return FailingFiles.at(real, steps);
    }
  }

  /** What cannot be looked at is not taken for what is not there. */
  @Nested
  class Looks extends Plain {
    Looks() {
      super(Defect.NONE);
    }

    @Override
    protected Path records(Path real, Steps steps) {
      return FailingFiles.looksAt(real, steps);
    }

    @Override
    protected boolean isTried(FailureScenario scenario) {
      return isComplete()
          || scenario == FailureScenario.UNLOAD
          || scenario == FailureScenario.STATUS
          || scenario == FailureScenario.EXECUTE;
    }
  }

  @TempDir(factory = MemoryDirectory.class)
  private Path directory;

  @Test
  void aMachineWithoutADefectBreaksNoRule() throws Exception {
    assertThat(broken(Defect.NONE, Slot.CRASH)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "KEEPS_MEMORY, LEAK",
    "REPORTS_WHAT_IS_GONE, UNTRUE_STATUS",
    "THROWS_UNCHECKED, UNDECLARED",
    "HAS_OTHER_CODES, UNDECLARED",
    "FREES_EVERYTHING, LOST_IMAGE",
    "DELETES_WISHES, LOST_WISH",
    "REFUSES_FOREVER, NOT_REPEATABLE"
  })
  void everyKindOfDefectIsFound(Defect defect, Kind kind) throws Exception {
    assertThat(broken(defect, Slot.CRASH)).contains(kind);
  }

  /** A file that was written is not reported as not written, and the other way round. */
  @Test
  void aStateFileIsReplacedExactlyIfItsWriteSucceeds() throws Exception {
    Steps all = new Steps(Map.of());
    assertThat(isReplaced(all)).isTrue();
    assertThat(all.passed()).contains("file write", "file rename", "file close");
    for (int number = 0; number < all.passed().size(); number++) {
      for (Steps.Failure failure : FailingFiles.failures(all.passed().get(number))) {
        isReplaced(new Steps(Map.of(number, failure)));
      }
    }
  }

  private boolean isReplaced(Steps steps) throws IOException {
    Path real = Files.createTempDirectory(directory, "state");
    new StateDirectory(real).write("file", "old".getBytes(StandardCharsets.US_ASCII));
    StateDirectory failing = new StateDirectory(FailingFiles.at(real, steps));
    boolean succeeds = true;
    steps.start();
    try {
      failing.write("file", "new".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      succeeds = false;
    }
    steps.stop();
    assertThat(real.resolve("file"))
        .as("%s of %s", steps.happened(), steps.passed())
        .hasContent(succeeds ? "new" : "old");
    return succeeds;
  }

  private List<Kind> broken(Defect defect, Slot slot) throws Exception {
    return new Plain(defect)
        .explore(FailureScenario.RELOAD, slot, directory).stream()
            .map(Violation::kind)
            .distinct()
            .toList();
  }
}
