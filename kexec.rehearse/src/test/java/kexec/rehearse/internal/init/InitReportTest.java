package kexec.rehearse.internal.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import kexec.api.memory.MachineAddress;
import kexec.rehearse.internal.init.CheckResult.Verdict;
import kexec.rehearse.internal.init.InitReport.Ending;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitReportTest {

  private static final long TOKEN = 0xabcL;

  private static final String START = "jkexec-rehearsal: 1 0000000000000abc ";

  private static InitReport parse(String... lines) {
    return InitReport.parse(List.of(lines), TOKEN);
  }

  /** As guests printed it. */
  private static final List<String> CONSOLE =
      List.of(
          "c[?7l[2J[    2.123451] " + START + "started ;",
          "[    2.129001] " + START + "memory total=220688 available=198876 ;",
          "[    2.130000][    T1] clocksource: tsc",
          "[    2.131258] " + START + "vmcore elf64 0x10002000 ;",
          "<0>[    2.136652] " + START + "checks ok bad@0xd2010c3 zero@0xc100000 absent@0x0 ;\r",
          "[    2.144821] " + START + "exec ;");

  @Test
  void everythingIsRead() {
    InitReport report = InitReport.parse(CONSOLE, TOKEN);
    assertThat(report.started()).isTrue();
    assertThat(report.totalBytes()).hasValue(220688L << 10);
    assertThat(report.availableBytes()).hasValue(198876L << 10);
    assertThat(report.coreBytes()).hasValue(0x10002000);
    assertThat(report.checks())
        .containsExactly(
            new CheckResult(Verdict.OK, new MachineAddress(0)),
            new CheckResult(Verdict.BAD, new MachineAddress(0xd2010c3)),
            new CheckResult(Verdict.ZERO, new MachineAddress(0xc100000)),
            new CheckResult(Verdict.ABSENT, new MachineAddress(0)));
    assertThat(report.troubles()).isEmpty();
    assertThat(report.ending()).isEqualTo(Ending.EXEC);
  }

  @Test
  void aSecondCopyChangesNothing() {
    List<String> both = new ArrayList<>(CONSOLE);
    both.addAll(CONSOLE);
    both.add(START + "vmcore elf64 0x1 ;");
    assertThat(InitReport.parse(both, TOKEN)).isEqualTo(InitReport.parse(CONSOLE, TOKEN));
  }

  @Test
  void aDamagedLineIsReplacedByTheLogs() {
    InitReport report =
        parse(START + "checks ok b[1.0] ad@0x1 ;", START + "checks ok", START + "checks ok ok ;");
    assertThat(report.checks())
        .extracting(CheckResult::verdict)
        .containsOnly(Verdict.OK)
        .hasSize(2);
  }

  @Test
  void troublesAreKept() {
    InitReport report =
        parse(
            START + "started ;",
            START + "no-proc errno=0x13 ;",
            START + "vmcore absent errno=0x2 ;",
            START + "exec ;",
            START + "exec-failed errno=0x2 ;",
            START + "poweroff ;");
    assertThat(report.troubles())
        .containsExactly("no-proc errno=0x13", "vmcore absent errno=0x2", "exec-failed errno=0x2");
    assertThat(report.coreBytes()).isEmpty();
    assertThat(report.ending()).isEqualTo(Ending.EXEC_FAILED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jkexec-rehearsal: 1 0000000000000abd started ;",
        "jkexec-rehearsal: 2 0000000000000abc started ;",
        "jkexec-rehearsal: 1 abc started ;",
        START + "started",
        START + "started;",
        START + " ;",
        START + ";",
        START + "started\t;",
        START + "start\u00e9 ;",
        START + "memory total=1x available=12345678901234567 ;",
        START + "vmcore elf64 0x ;",
        START + "vmcore elf64 0x8000000000000000 ;",
        START + "vmcore elf64 0x11111111111111111 ;",
        START + "vmcore elf64 1000 ;",
        START + "vmcore elf16 0x1 ;",
        START + "vmcore ;",
        START + "checks ok@0x1 ;",
        START + "checks bad ;",
        START + "checks bad@1 ;",
        START + "checks bad@0x\uff11 ;",
        START + "checks BAD@0x1 ;",
        ""
      })
  void otherLinesAreNone(String line) {
    InitReport report = parse(line);
    assertThat(report.started()).isFalse();
    assertThat(report.totalBytes()).isEmpty();
    assertThat(report.coreBytes()).isEmpty();
    assertThat(report.checks()).isEmpty();
    assertThat(report.ending()).isEqualTo(Ending.NONE);
  }

  @Test
  void tooManyChecksOrTooLongALineAreNone() {
    assertThat(parse(START + "checks" + " ok".repeat(24) + " ;").checks()).hasSize(24);
    assertThat(parse(START + "checks" + " ok".repeat(25) + " ;").checks()).isEmpty();
    assertThat(parse(START + "started " + "x".repeat(900) + " ;").started()).isFalse();
  }

  @Test
  void linesWithoutTheirEndsAreFoundInOne() {
    InitReport report = parse(START + "sta" + START + "started ;" + START + "poweroff ;");
    assertThat(report.started()).isTrue();
    assertThat(report.ending()).isEqualTo(Ending.POWEROFF);
  }

  @Test
  void allChecksOfAKindMustHold() {
    InitOptions options =
        new InitOptions(
            TOKEN,
            true,
            List.of(
                new InitCheck.Memory(new MachineAddress(1), ByteBuffer.allocate(1)),
                new InitCheck.Note(ByteBuffer.allocate(12)),
                new InitCheck.Memory(new MachineAddress(2), ByteBuffer.allocate(1))),
            Optional.empty());
    InitReport report = parse(START + "checks ok ok bad@0x2 ;");
    assertThat(report.holds(options, InitCheck.Note.class)).isTrue();
    assertThat(report.holds(options, InitCheck.Memory.class)).isFalse();
    assertThat(parse(START + "checks ok ok ;").holds(options, InitCheck.Note.class)).isFalse();
    assertThat(parse("").holds(InitOptions.marker(TOKEN), InitCheck.Note.class)).isFalse();
  }

  @Test
  void hostileLinesAreReadOrIgnored() {
    Random random = new Random(11);
    for (int i = 0; i < 2000; i++) {
      List<String> lines = Stream.generate(() -> damaged(random)).limit(4).toList();
      InitReport report = InitReport.parse(lines, TOKEN);
      assertThat(report.checks()).hasSizeLessThanOrEqualTo(InitOptions.MOST_CHECKS);
      report.coreBytes().ifPresent(size -> assertThat(size).isNotNegative());
    }
  }

  private static String damaged(Random random) {
    StringBuilder line = new StringBuilder(CONSOLE.get(random.nextInt(CONSOLE.size())));
    for (int n = random.nextInt(4); n > 0; n--) {
      line.setCharAt(random.nextInt(line.length()), (char) random.nextInt(0x100));
    }
    return line.substring(random.nextInt(8));
  }
}
