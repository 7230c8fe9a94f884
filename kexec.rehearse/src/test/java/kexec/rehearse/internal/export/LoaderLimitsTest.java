package kexec.rehearse.internal.export;

import static kexec.rehearse.internal.export.Plans.GIB;
import static kexec.rehearse.internal.export.Plans.MIB;
import static kexec.rehearse.internal.export.Plans.map;
import static kexec.rehearse.internal.export.Plans.pc;
import static kexec.rehearse.internal.export.Plans.segment;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kexec.api.fault.Finding;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LoaderLimitsTest {

  static Stream<Arguments> limits() throws Exception {
    MemoryMap large = map(Range.machine(MIB, 4 * GIB), Range.machine(4 * GIB, 1L << 40));
    Segment a = segment(MIB, 2 * MIB, "a");
    List<Segment> many = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      many.add(segment(MIB + 0x2000L * i, MIB + 0x1000 + 0x2000L * i, "s"));
    }
    SegmentData sparse =
        SegmentData.concat(
            List.of(SegmentData.zeros(2 * GIB), SegmentData.ofBytes(new byte[] {1})));
    return Stream.of(
            Stream.of(List.of(), Plans.of(large, a)),
            Stream.of(
                List.of("export-above-4g"), Plans.of(large, a, segment(5 * GIB, 6 * GIB, "b"))),
            Stream.of(List.of("export-no-ram"), Plans.of(large, a, segment(2 * GIB, 3 * GIB, "b"))),
            Stream.of(
                List.of("export-no-ram", "export-no-ram"),
                Plans.of(large, a, segment(3 * GIB, 3 * GIB + MIB, "b"))),
            Stream.of(
                List.of("export-above-4g", "export-no-ram"),
                Plans.of(large, a, segment(300 * GIB, 301 * GIB, "b"))),
            Stream.of(
                List.of("export-many-segments"), Plans.of(Architecture.X86_64, pc(GIB), many)),
            Stream.of(
                List.of("export-large", "export-above-4g"),
                Plans.of(large, a, segment(8 * GIB, 12 * GIB, sparse))))
        .map(Stream::toArray)
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("limits")
  void limitsOfLoadersAreWarnings(List<String> codes, Plan plan) throws Exception {
    Layout layout = Staging.of(plan, "testing");
    List<Finding> findings =
        LoaderLimits.of(
            ElfImage.of(ElfFormat.X86_64, layout.entry(), layout.loads()), plan.footprint());
    assertThat(findings)
        .filteredOn(finding -> !finding.cure().isEmpty())
        .extracting(Finding::code)
        .containsExactlyElementsOf(codes);
    assertThat(findings).extracting(Finding::code).contains("export-memory");
  }
}
