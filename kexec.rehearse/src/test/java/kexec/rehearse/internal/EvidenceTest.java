package kexec.rehearse.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.Rung;
import kexec.rehearse.internal.emulator.RegisterDump;
import kexec.rehearse.internal.kernel.KernelLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a console and registers prove while the log in memory is not found. */
class EvidenceTest {

  private static final String VERSION = "[    0.000000] Linux version 6.1.0-39-amd64 (debian)";
  private static final String INITRD = "[    1.200000] Freeing initrd memory: 40712K";
  private static final String INIT = "[    1.400000] Run /init as init process";
  private static final String MARKER = "login:";

  private final Ladder ladder = new Ladder(RehearsalListener.NONE);
  private final Evidence evidence =
      new Evidence(ladder, new KernelLog(new NoMemory()), Optional.of(MARKER), Rung.MARKER, true);

  @Test
  void theConsoleTellsTheRungs() {
    evidence.console(List.of(VERSION));
    assertThat(ladder.times()).containsOnlyKeys(Rung.VERSION);
    evidence.console(List.of("[    0.1] other", INITRD));
    assertThat(ladder.highest()).isEqualTo(Rung.INITRD);
    evidence.console(List.of());
    assertThat(evidence.all()).containsExactly(VERSION, "[    0.1] other", INITRD);
  }

  /** It may be denied in the next line. */
  @Test
  void anInitThatIsAnnouncedIsBelievedLater() {
    evidence.console(List.of(VERSION, INIT));
    assertThat(ladder.has(Rung.INIT)).isFalse();
    evidence.console(List.of("[    1.5] Failed to execute /init (error -8)"));
    evidence.memory(true);
    assertThat(ladder.has(Rung.INIT)).isFalse();
  }

  @Test
  void anInitThatIsAnnouncedAndNotDeniedAtTheEndIsBelieved() {
    evidence.console(List.of(VERSION, INIT));
    evidence.memory(true);
    assertThat(ladder.has(Rung.INIT)).isTrue();
    assertThat(ladder.has(Rung.INITRD)).isFalse();
  }

  @Test
  void anInitThatIsAnnouncedAndSeenIsBelieved() {
    evidence.console(List.of(VERSION));
    evidence.registers(RegisterDump.parse("RIP=ffffffff81000000 CPL=0"), true);
    evidence.registers(RegisterDump.parse("RIP=00007fff00001000 CPL=3"), true);
    evidence.memory(false);
    assertThat(ladder.has(Rung.INIT)).isFalse();
    evidence.console(List.of(INIT));
    evidence.memory(false);
    assertThat(ladder.has(Rung.INIT)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "RIP=ffffffff81000000 CPL=0, true",
    "RIP=ffff888000000000 CPL=0, true",
    "PC=ffffffc00800f3a8 EL1h, true",
    "R15=c010a1b8 svc32, true",
    "R15=80008000 svc32, true",
    "RIP=0000000001000000 CPL=0, false",
    "RIP=0000000140000000 CPL=0, false",
    "PC=0000000040200000 EL1h, false",
    "R15=40008000 svc32, false",
    "RIP=00000000c0000000 CPL=0, false",
    "'', false"
  })
  void aKernelRunsInTheUpperHalf(String registers, boolean runs) {
    boolean wide = !registers.contains("svc32");
    new Evidence(ladder, new KernelLog(new NoMemory()), Optional.empty(), Rung.INIT, wide)
        .registers(RegisterDump.parse(registers), true);
    assertThat(ladder.has(Rung.RUNNING)).isEqualTo(runs);
  }

  /** It may have jumped there, and have been reset for it. */
  @Test
  void aProcessorAtAnAddressWithoutMemoryRunsNothing() {
    RegisterDump seen = RegisterDump.parse("RIP=ffffffff81000000 CPL=0");
    evidence.registers(seen, false);
    assertThat(ladder.has(Rung.RUNNING)).isFalse();
    evidence.registers(seen, true);
    assertThat(ladder.has(Rung.RUNNING)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[    1.6] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)",
        "(XEN) Panic on CPU 0:"
      })
  void aPanicIsSeen(String line) {
    evidence.console(List.of(VERSION));
    assertThat(evidence.isPanic()).isFalse();
    evidence.console(List.of(line));
    assertThat(evidence.isPanic()).isTrue();
  }

  @Test
  void aMarkerIsSeenInALineAndInAnUnfinishedOne() {
    evidence.unfinished("debian log");
    assertThat(ladder.has(Rung.MARKER)).isFalse();
    evidence.unfinished("debian login: ");
    assertThat(ladder.has(Rung.MARKER)).isTrue();
  }

  /** Only so many lines are kept, but every one is looked at. */
  @Test
  void aMarkerAfterAFloodIsSeen() {
    for (int i = 0; i < 10; i++) {
      evidence.console(Collections.nCopies(1000, "flood"));
    }
    assertThat(evidence.all()).hasSize(4000);
    evidence.console(List.of("debian login: root"));
    assertThat(ladder.has(Rung.MARKER)).isTrue();
    assertThat(evidence.log()).isEmpty();
  }
}
