package kexec.rehearse.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.Rung;
import kexec.rehearse.internal.kernel.KernelLog;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the lines that arrive between two looks at a guest prove. */
class PanicEvidenceTest {

  private final Ladder ladder = new Ladder(RehearsalListener.NONE);
  private final Evidence evidence =
      new Evidence(ladder, new KernelLog(new NoMemory()), Optional.empty(), Rung.INIT, true);

  /** The kernel's own lines, as Linux 6.1 writes them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Run /bin/busybox as init process;Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000000 | INIT | true
          Run /init as init process;Failed to execute /init (error -8);Kernel panic - not syncing: No working init found. | VERSION | true
          Run /init as init process | VERSION | false
          VFS: Cannot open root device "(null)" or unknown-block(0,0): error -6;Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0) | VERSION | true
          """)
  void aPanicEndsTheWaitForADenial(String lines, Rung rung, boolean panic) {
    evidence.console(List.of("Linux version 6.1.0"));
    evidence.memory(false);
    evidence.console(Arrays.asList(lines.split(";")));
    evidence.memory(false);
    assertThat(ladder.highest()).isEqualTo(rung);
    assertThat(evidence.isPanic()).isEqualTo(panic);
  }
}
