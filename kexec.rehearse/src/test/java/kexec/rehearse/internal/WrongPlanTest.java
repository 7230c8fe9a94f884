package kexec.rehearse.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import kexec.api.fault.Finding;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.rehearse.RehearsalListener;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalRequest;
import kexec.api.rehearse.Rung;
import kexec.base.purgatory.Tools;
import kexec.linux.LinuxRoot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plans that are wrong, of a kernel that would boot all the same, or would not. */
class WrongPlanTest {

  @BeforeEach
  void assumeAnEmulator() {
    Tools.assume("qemu-system-x86_64");
  }

  private static Plan plan() throws Exception {
    return TinyGuest.plan(TinyGuest.BOOTED, TinyGuest.POWER_OFF);
  }

  private static RehearsalReport rehearse(RehearsalRequest request) throws Exception {
    return new QemuRehearsal(LinuxRoot.running(), System.getenv("PATH"))
        .rehearse(request, RehearsalListener.NONE);
  }

  private static Finding error(RehearsalReport report, String code) {
    return report.findings().stream()
        .filter(finding -> finding.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new AssertionError(report));
  }

  /** The guest boots, but one byte is not the planned one. */
  @Test
  void aFlippedByteIsFound() throws Exception {
    for (SegmentRole role : List.of(SegmentRole.KERNEL, SegmentRole.INITRD)) {
      Plan plan = plan();
      List<Segment> segments =
          plan.segments().stream()
              .map(each -> each.role() == role ? withDigestOf(plan, each) : each)
              .toList();
      RehearsalReport report =
          rehearse(TinyGuest.request(plan.toBuilder().segments(segments).build()).build());
      assertThat(report.succeeded()).isFalse();
      assertThat(report.times()).doesNotContainKey(Rung.ENTERED);
      String code = role == SegmentRole.INITRD ? "initrd" : "segment";
      assertThat(error(report, "rehearsal-%s-overwritten".formatted(code)).message())
          .contains(role.label());
    }
  }

  private static Segment withDigestOf(Plan plan, Segment segment) {
    return new Segment(
        segment.role(), segment.memory(), segment.data(), plan.segments().get(0).digest());
  }

  @Test
  void anotherRegisterIsFound() throws Exception {
    for (Map<String, Long> registers :
        List.of(
            Map.of("rsi", TinyGuest.TEXT + 1),
            Map.of("rsi", TinyGuest.TEXT, "rbx", -1L),
            Map.of("none", 0L))) {
      Plan plan = plan().toBuilder().entry(TinyGuest.entry(TinyGuest.STUB, registers)).build();
      RehearsalReport report = rehearse(TinyGuest.request(plan).build());
      assertThat(report.succeeded()).isFalse();
      assertThat(report.times()).doesNotContainKey(Rung.ENTERED);
      assertThat(error(report, "register-differs").message()).contains("the plan says 0x");
    }
  }

  /** The memory there is zero: its instructions write to address 0. */
  @Test
  void anEntryInNoSegmentDoesNotSucceed() throws Exception {
    Plan plan =
        plan().toBuilder().entry(TinyGuest.entry(0x3800000, Map.of("rsi", TinyGuest.TEXT))).build();
    RehearsalReport report =
        rehearse(TinyGuest.request(plan).timeout(Duration.ofSeconds(5)).build());
    assertThat(report.succeeded()).isFalse();
    assertThat(report.rung()).isEqualTo(Rung.JUMPED);
    assertThat(report.findings()).anyMatch(Finding::isError);
    assertThat(report.stuck().orElseThrow().segment()).isEmpty();
  }

  /** The kernel's entry is not where the plan's code goes. */
  @Test
  void codeThatDoesNotEndDoesNotSucceed() throws Exception {
    Plan plan = TinyGuest.plan(TinyGuest.BOOTED, TinyGuest.SPIN, TinyGuest.POWER_OFF);
    RehearsalReport report =
        rehearse(TinyGuest.request(plan).timeout(Duration.ofSeconds(2)).build());
    assertThat(report.succeeded()).isFalse();
    assertThat(report.rung()).isEqualTo(Rung.JUMPED);
    assertThat(report.stuck().orElseThrow().segment().orElseThrow()).contains("stub");
    assertThat(report.findings()).extracting(Finding::code).contains("rehearsal-timeout");
  }

  @Test
  void codeThatHaltsDoesNotSucceed() throws Exception {
    Plan plan = TinyGuest.plan(TinyGuest.BOOTED, TinyGuest.HALT, TinyGuest.POWER_OFF);
    RehearsalReport report = rehearse(TinyGuest.request(plan).build());
    assertThat(report.succeeded()).isFalse();
    assertThat(report.rung()).isEqualTo(Rung.JUMPED);
    assertThat(report.ending()).contains("waits with interrupts off");
  }

  /** The kernel boots to its goal, but the way there was not the planned one. */
  @Test
  void theGoalDoesNotExcuseAWrongRegister() throws Exception {
    Plan plan =
        plan().toBuilder().entry(TinyGuest.entry(TinyGuest.STUB, Map.of("rsi", 1L))).build();
    RehearsalReport report = rehearse(TinyGuest.request(plan).goal(RehearsalGoal.KERNEL).build());
    assertThat(report.rung().compareTo(Rung.VERSION)).isNotNegative();
    assertThat(report.succeeded()).isFalse();
  }
}
