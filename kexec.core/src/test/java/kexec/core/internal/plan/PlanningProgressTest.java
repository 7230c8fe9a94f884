package kexec.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import kexec.api.PlanRequest;
import kexec.api.fault.BadFileException;
import kexec.api.plan.Architecture;
import kexec.api.plan.Plan;
import kexec.api.plan.SegmentRole;
import kexec.api.progress.ProgressListener;
import kexec.core.internal.policy.PolicyGate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a listener is told while a plan is made. */
final class PlanningProgressTest {

  private static final int INITRD = (48 << 20) + 5000;
  private static final long MIB = 1 << 20;

  private record Report(String step, long done, long total) {}

  @TempDir Path directory;
  private final FakeProtocol protocol = new FakeProtocol("fake", Architecture.X86_64);
  private final List<Report> reports = new ArrayList<>();
  private final Thread caller = Thread.currentThread();
  private Path kernel;
  private Path initrd;

  @BeforeEach
  void writeFiles() throws IOException {
    kernel = Files.writeString(directory.resolve("kernel"), "FAKE" + "k".repeat(6000));
    initrd = directory.resolve("initrd");
    resize(INITRD);
  }

  private void resize(long size) {
    try (RandomAccessFile file = new RandomAccessFile(initrd.toFile(), "rw")) {
      file.setLength(size);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void hear(String step, long done, long total) {
    assertThat(Thread.currentThread()).isSameAs(caller);
    reports.add(new Report(step, done, total));
  }

  private Plan plan(ProgressListener listener) throws Exception {
    return Planner.plan(
        PlanRequest.of(kernel).initrds(List.of(initrd)).build(),
        Maps.machine(Maps.PC),
        List.of(protocol),
        file -> Optional.empty(),
        PolicyGate.open(),
        listener);
  }

  private List<Report> of(String step) {
    return reports.stream().filter(report -> report.step().equals(step)).toList();
  }

  /** They grow from 0 to at most the total, which is the same in all of them. */
  private static void assertOrderly(List<Report> step) {
    assertThat(step).isNotEmpty();
    assertThat(step.get(0).done()).isZero();
    for (int i = 1; i < step.size(); i++) {
      assertThat(step.get(i).done()).isGreaterThan(step.get(i - 1).done());
      assertThat(step.get(i).done()).isLessThanOrEqualTo(step.get(i).total());
      assertThat(step.get(i).total()).isEqualTo(step.get(0).total());
    }
  }

  private static boolean isComplete(List<Report> step) {
    Report last = step.get(step.size() - 1);
    return last.done() == last.total();
  }

  @Test
  void theWholeOfAllFilledSegmentsIsDigested() throws Exception {
    Plan plan = plan(this::hear);

    List<Report> digested = of("digesting the segments");
    assertOrderly(digested);
    assertThat(isComplete(digested)).isTrue();
    assertThat(digested).hasSizeBetween(3, 3 + (int) (INITRD / MIB));
    long files =
        plan.segments().stream()
            .filter(s -> s.role() == SegmentRole.KERNEL || s.role() == SegmentRole.INITRD)
            .mapToLong(s -> s.data().size())
            .sum();
    long all = plan.segments().stream().mapToLong(s -> s.data().size()).sum();
    assertThat(digested.get(0).total()).isBetween(files, all);
    assertThat(reports).isEqualTo(digested);
  }

  @Test
  void aFileThatShrinksIsRefusedBeforeAllIsDone() {
    assertThatThrownBy(
            () ->
                plan(
                    (step, done, total) -> {
                      hear(step, done, total);
                      if (done > 0) {
                        resize(INITRD - 1);
                      }
                    }))
        .isInstanceOfSatisfying(
            BadFileException.class, e -> assertThat(e.fault().code()).isEqualTo("file-changed"));
    List<Report> digested = of("digesting the segments");
    assertOrderly(digested);
    assertThat(isComplete(digested)).isFalse();
  }

  @Test
  void aFileThatGrowsIsReadAsFarAsItWentWhenItWasMapped() throws Exception {
    Plan plan =
        plan(
            (step, done, total) -> {
              hear(step, done, total);
              resize(2L * INITRD);
            });
    assertThat(plan.segments()).anyMatch(segment -> segment.data().size() == INITRD);
    assertOrderly(of("digesting the segments"));
    assertThat(isComplete(of("digesting the segments"))).isTrue();
  }

  @Test
  void aCompressedKernelIsReadToItsEnd() throws Exception {
    byte[] noise = new byte[5 << 20];
    new Random(1).nextBytes(noise);
    System.arraycopy("FAKE".getBytes(StandardCharsets.US_ASCII), 0, noise, 0, 4);
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(kernel))) {
      out.write(noise);
    }
    plan(this::hear);

    List<Report> read = of("uncompressing " + kernel);
    assertOrderly(read);
    assertThat(isComplete(read)).isTrue();
    assertThat(read.get(0).total()).isEqualTo(Files.size(kernel));
    assertThat(read).hasSizeGreaterThanOrEqualTo(5);
    assertThat(reports.subList(0, read.size())).isEqualTo(read);
  }

  @Test
  void whatAListenerThrowsEndsThePlanning() {
    IllegalStateException thrown = new IllegalStateException("told to");
    assertThatThrownBy(
            () ->
                plan(
                    (step, done, total) -> {
                      throw thrown;
                    }))
        .isSameAs(thrown);
  }
}
