package kexec.sim.internal.arm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kexec.api.machine.ExecutionReport.Check;
import kexec.api.plan.Architecture;
import kexec.api.plan.SegmentRole;
import kexec.sim.internal.arm.HandMade.Piece;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArmEntryRunnerTest extends TreeChecksContract {

  private static final long KERNEL = 0x4000_8000L;
  private static final long PURGATORY = 0x4700_0000L;
  private static final int ZIMAGE = 0x016f_2818;
  private static final ArmEntryRunner RUNNER = new ArmEntryRunner();

  ArmEntryRunnerTest() {
    super(RUNNER);
  }

  @Override
  HandMade image() {
    return good();
  }

  /** Below the MiB that the core header lies in. */
  @Override
  long usableEnd() {
    return 0x47f0_0000L;
  }

  private static HandMade good() {
    HandMade image = new HandMade(Architecture.ARM);
    kernel(image, 0xe1a0_0000, ZIMAGE);
    image.entry = KERNEL;
    image.kernelEntry = KERNEL;
    image.registers.putAll(Map.of("r0", 0L, "r1", 0xffff_ffffL, "r2", HandMade.TREE));
    return image;
  }

  private static void kernel(HandMade image, int first, int magic) {
    ByteBuffer content = ByteBuffer.allocate(0x40).order(ByteOrder.LITTLE_ENDIAN);
    content.putInt(0, first).putInt(0x24, magic);
    image.pieces.put(SegmentRole.KERNEL, new Piece(KERNEL, 0x10_0000, content.array()));
  }

  @Test
  void checksWhatLinuxSets() {
    assertThat(good().run(RUNNER))
        .contains(
            new Check("kernel entry", true, "0x40008000"),
            new Check("entry code", true, "none: Linux jumps to the kernel itself"),
            new Check("kernel place", true, "a zImage at 0x40008000"),
            new Check("register r0", true, "0x0"),
            new Check("register r1", true, "0xffffffff"),
            new Check("register r2", true, "0x45000000"));
  }

  @Test
  void purgatoryIsEnteredAndNotRun() {
    HandMade image = good();
    image.pieces.put(SegmentRole.PURGATORY, new Piece(PURGATORY, HandMade.PAGE, new byte[8]));
    image.entry = PURGATORY;
    List<Check> checks = image.run(RUNNER);
    assertThat(HandMade.failed(checks)).isEmpty();
    assertThat(checks)
        .contains(new Check("entry code", true, "purgatory was not run: only a real machine can"));
  }

  @Test
  void plainKernelIsEnteredBehindItsPageTables() {
    HandMade image = good();
    byte[] content = new byte[0x9000];
    content[0x8003] = (byte) 0xe1;
    image.pieces.put(SegmentRole.KERNEL, new Piece(0x4000_0000L, 0x10_0000, content));
    List<Check> checks = image.run(RUNNER);
    assertThat(HandMade.failed(checks)).isEmpty();
    assertThat(checks)
        .contains(new Check("kernel place", true, "a plain kernel, entered at 0x40008000"));
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        change("a machine number", "register r1", "0xffffffff", i -> i.registers.put("r1", 2272L)),
        change("another r0", "register r0", "the plan says 0x1", i -> i.registers.put("r0", 1L)),
        change(
            "another tree",
            "register r2",
            "it is 0x45000000, the plan says 0x45001000",
            i -> i.registers.put("r2", HandMade.TREE + 0x1000)),
        change("no r2", "register r2", "does not say", i -> i.registers.remove("r2")),
        change("a register more", "register r3", "Linux does not", i -> i.registers.put("r3", 0L)),
        change(
            "no tree",
            "device tree",
            "0 segments begin with 0xd00dfeed",
            i -> i.pieces.put(SegmentRole.DTB, new Piece(HandMade.TREE, 0x1000, new byte[64]))),
        change(
            "two trees",
            "device tree",
            "2 segments begin with 0xd00dfeed",
            i -> i.pieces.put(SegmentRole.MODULE, new Piece(0x4600_0000L, 0x1000, i.tree()))),
        change(
            "a tree of 64-bit addresses",
            "linux,initrd-start",
            "it has 8 bytes, and an address 4",
            i -> i.chosen.put("linux,initrd-start", HandMade.numbers(HandMade.INITRD))),
        change(
            "a tree that is not aligned",
            "device tree",
            "0x45000004 is not aligned to 8",
            i ->
                i.pieces.put(
                    SegmentRole.DTB, new Piece(HandMade.TREE + 4, HandMade.PAGE, i.tree()))),
        change(
            "a jump elsewhere",
            "kernel entry",
            "it is 0x40008004, the plan says 0x40008000",
            i -> i.entry = KERNEL + 4),
        change(
            "a kernel in no segment",
            "kernel place",
            "0x44000000 is in no kernel segment",
            i -> i.kernelEntry = HandMade.INITRD),
        change(
            "a zImage that is entered behind its start",
            "kernel place",
            "is entered at 0x40008004",
            i -> i.kernelEntry = KERNEL + 4),
        change(
            "a big-endian zImage",
            "kernel place",
            "is big-endian",
            i -> kernel(i, 1, Integer.reverseBytes(ZIMAGE))),
        change("no code", "kernel place", "zeros are at", i -> kernel(i, 0, 0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void saysWhatIsWrong(String name, String subject, String detail, Consumer<HandMade> change) {
    HandMade image = good();
    change.accept(image);
    assertFails(RUNNER, image, subject, detail);
  }

  @Test
  void coreHeaderLiesOutsideTheUsableMemory() {
    HandMade image = good();
    image.crash(HandMade.HEADER + 1);
    assertFails(RUNNER, image, "linux,usable-memory-range", "has a part of elfcorehdr");
  }

  @Test
  void runsNothingButArm() {
    for (Architecture architecture : Architecture.KNOWN) {
      assertThat(RUNNER.runs(architecture)).isEqualTo(architecture.equals(Architecture.ARM));
    }
  }
}
