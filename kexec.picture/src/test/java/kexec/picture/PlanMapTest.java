package kexec.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kexec.api.plan.Plan;
import kexec.api.plan.SegmentRole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanMapTest {

  @Test
  void aCrashPlan() {
    assertThat(text(PlanMap.lines(DrawnPlans.x86Crash(), 60, true)))
        .isEqualTo(
            """
              0x0                                            0x280000000
              ░░░░░░░░░++░   ▒▒▒     ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░

              enlarged: 1–6
              0x65aaa000                                      0x78556000
              ░░░░1111111111+═══════════════════════════════5555555+░░░░

              enlarged: 2–4
              0x6a377000                                      0x6a380000
              111111+222222222222+33333+44444444444444444444444444══════

              ░ RAM  ▒ other memory  ═ crash memory  + several segments
              1  kernel       [0x67000000, 0x6a378000)  51.4 MiB
              2  boot-params  [0x6a378000, 0x6a37a000)  8.0 KiB
              3  stub         [0x6a37a000, 0x6a37b000)  4.0 KiB
              4  purgatory    [0x6a37b000, 0x6a37f000)  16.0 KiB
              5  initrd       [0x749ff000, 0x76fff000)  38.0 MiB
              6  elfcorehdr   [0x76fff000, 0x77000000)  4.0 KiB
            """);
  }

  @Test
  void segmentsHaveTheirRoles() {
    assertThat(PlanMap.lines(DrawnPlans.x86Default(), 80, false).get(1))
        .filteredOn(span -> span.role().isPresent())
        .containsExactly(new PlanMap.Span("5", Optional.of(SegmentRole.INITRD)));
  }

  static Stream<String> names() {
    return DrawnPlans.all().keySet().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void everyStripFitsAndIsAscii(String name) {
    Plan plan = DrawnPlans.all().get(name);
    for (int columns : new int[] {-1, 40, 80, 400, 10_000}) {
      int most = Math.max(40, Math.min(400, columns));
      List<List<PlanMap.Span>> lines = PlanMap.lines(plan, columns, false);
      assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(text(lines))).isTrue();
      assertThat(lines.subList(0, Math.min(2, lines.size())))
          .allSatisfy(
              line ->
                  assertThat(text(List.of(line)).stripTrailing())
                      .hasSizeLessThanOrEqualTo(Math.max(most, 50)));
    }
  }

  private static String text(List<List<PlanMap.Span>> lines) {
    return lines.stream()
        .map(line -> line.stream().map(PlanMap.Span::text).collect(Collectors.joining()) + "\n")
        .collect(Collectors.joining());
  }
}
