package kexec.sim.internal;

import static kexec.sim.internal.Arm64Protocol.GIB;
import static kexec.sim.internal.Arm64Protocol.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.fault.Finding;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.PreparedImage;
import kexec.api.machine.ShutdownMode;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.plan.Plan;
import kexec.api.plan.PlanRefusedException;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.simulate.MachineShape;
import kexec.api.simulate.SimulatedMachine;
import kexec.base.fdt.DeviceTreeReader;
import kexec.base.fdt.TreeNode;
import kexec.core.internal.plan.Planner;
import kexec.core.internal.plan.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An architecture whose placements depend on each other, planned and executed. */
class Arm64PlacementTest {

  private static final Range<MachineAddress> CRASH_REGION =
      Range.machine(0x4800_0000, 0x4800_0000 + 64 * MIB);

  /** Memory as servers have it: a bank at 1 GiB, and a large one at 512 GiB. */
  private static final MemoryMap MEMORY =
      MemoryMap.of(List.of(ram(GIB, 2 * GIB), ram(512 * GIB, 640 * GIB)))
          .withCrashRegion(CRASH_REGION);

  @TempDir private Path directory;
  private Path initrd;

  private static MemoryRegion ram(long start, long end) {
    return new MemoryRegion(Range.machine(start, end), MemoryType.RAM);
  }

  @BeforeEach
  void write() throws Exception {
    initrd = Files.write(directory.resolve("initrd"), new byte[5 << 20]);
  }

  private PlanRequest.Builder request(long textOffset) throws Exception {
    Path kernel = Files.write(directory.resolve("Image"), Arm64Protocol.image(textOffset));
    return PlanRequest.of(kernel).initrds(List.of(initrd));
  }

  private static Plan plan(PlanRequest request) throws Exception {
    return Planner.plan(
        request, Target.bare(MEMORY, Optional.empty(), List.of()), List.of(new Arm64Protocol()));
  }

  private static Segment only(Plan plan, SegmentRole role) {
    return plan.segments().stream().filter(s -> s.role() == role).findFirst().orElseThrow();
  }

  /** A property of the plan's /chosen. */
  private static ByteBuffer chosen(Plan plan, String name) throws Exception {
    TreeNode root = DeviceTreeReader.read("plan", only(plan, SegmentRole.DTB).data()).root();
    return root.child("chosen").flatMap(chosen -> chosen.property(name)).orElseThrow().value();
  }

  private static void assertIsCarriedOut(Plan plan) throws Exception {
    try (SimulatedMachine machine = new SimulatorComponent().create(MachineShape.of(MEMORY))) {
      MachineKexec receiver = machine.machine();
      PreparedImage image = receiver.prepare(plan);
      receiver.load(image);
      receiver.cleanup(image);
      receiver.shutdown(plan.slot(), ShutdownMode.FORCED);
      ExecutionReport report = receiver.execute(plan.slot());
      assertThat(report.checks()).filteredOn(check -> !check.passed()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 0x80000})
  void theKernelLiesItsOffsetBehindItsAlignment(long textOffset) throws Exception {
    Plan plan = plan(request(textOffset).build());
    MachineAddress kernel = only(plan, SegmentRole.KERNEL).memory().start();
    assertThat(kernel.value()).isEqualTo(GIB + textOffset);
    assertThat(plan.entry().orElseThrow().kernelEntry()).isEqualTo(kernel);
    assertIsCarriedOut(plan);
  }

  /** Of a machine with RAM elsewhere too, as high as there is RAM near the kernel. */
  @Test
  void theInitrdLiesInTheKernelsWindowAndTheTreeNamesItsPlace() throws Exception {
    Plan plan = plan(request(0x80000).build());
    Range<MachineAddress> place = only(plan, SegmentRole.INITRD).memory();
    assertThat(place).isEqualTo(Range.machine(2 * GIB - 5 * MIB, 2 * GIB));
    assertThat(chosen(plan, "linux,initrd-start").getLong()).isEqualTo(place.start().value());
    assertThat(chosen(plan, "linux,initrd-end").getLong()).isEqualTo(place.end().value());
  }

  @Test
  void theWindowFollowsTheKernel() throws Exception {
    Plan plan = plan(request(0).limits(Range.machine(600 * GIB + 12345, 1L << 48)).build());
    assertThat(only(plan, SegmentRole.KERNEL).memory().start().value())
        .isEqualTo(600 * GIB + 2 * MIB);
    assertThat(only(plan, SegmentRole.INITRD).memory().end().value()).isEqualTo(632 * GIB);
    assertIsCarriedOut(plan);
  }

  @Test
  void allOfACrashImageLiesInItsRegion() throws Exception {
    Plan plan = plan(request(0x80000).slot(Slot.CRASH).build());
    assertThat(plan.segments()).extracting(Segment::memory).allMatch(CRASH_REGION::contains);
    Range<MachineAddress> header = only(plan, SegmentRole.ELFCOREHDR).memory();
    assertThat(chosen(plan, "linux,elfcorehdr").getLong()).isEqualTo(header.start().value());
    assertIsCarriedOut(plan);
  }

  @Test
  void whatDoesNotFitIsFoundAtOnce() throws Exception {
    PlanRequest request =
        request(0).limits(Range.machine(GIB, GIB + MIB)).slot(Slot.DEFAULT).build();
    PlanRefusedException refused =
        catchThrowableOfType(PlanRefusedException.class, () -> plan(request));
    assertThat(refused.findings())
        .extracting(Finding::code)
        .containsExactly("kernel-does-not-fit", "initrd-does-not-fit");
  }
}
