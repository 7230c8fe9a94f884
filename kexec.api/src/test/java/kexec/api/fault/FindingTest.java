package kexec.api.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FindingTest {

  @Test
  void aCheckGivesItsOwnFindings() {
    List<Finding> findings = List.of(Finding.error("a", "b", "C."), Finding.info("d", "e"));
    assertThat(Finding.of(() -> findings)).isEqualTo(findings);
  }

  @Test
  void aCheckThatCannotBeMadeIsAWarning() {
    Fault fault = new Fault("file-absent", "reading /proc/iomem", "it is absent", "Mount /proc.");
    assertThat(
            Finding.of(
                () -> {
                  throw new BadFileException(fault);
                }))
        .containsExactly(
            Finding.warning("file-absent", "reading /proc/iomem: it is absent", "Mount /proc."));
  }
}
