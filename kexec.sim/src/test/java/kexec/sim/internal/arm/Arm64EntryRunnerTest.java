package kexec.sim.internal.arm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
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
import org.junit.jupiter.params.provider.ValueSource;

class Arm64EntryRunnerTest extends TreeChecksContract {

  private static final long KERNEL = 0x4008_0000L;
  private static final long KERNEL_BYTES = 0x20_0000;
  private static final long STUB = 0x4600_0000L;
  private static final long PURGATORY = 0x4700_0000L;
  private static final int NOP = 0xd503_201f;

  /** ldr x17, 0x18; ldr x0, 0x20; mov x1 to x3, xzr; br x17. */
  private static final int[] CODE = {
    0x5800_00d1, 0x5800_00e0, 0xaa1f_03e1, 0xaa1f_03e2, 0xaa1f_03e3, 0xd61f_0220
  };

  private static final Arm64EntryRunner RUNNER = new Arm64EntryRunner();

  Arm64EntryRunnerTest() {
    super(RUNNER);
  }

  @Override
  HandMade image() {
    return good();
  }

  @Override
  long usableEnd() {
    return 0x4800_0000L;
  }

  private static HandMade good() {
    HandMade image = new HandMade(Architecture.ARM64);
    kernel(image, KERNEL, 0x80000, KERNEL_BYTES);
    image.pieces.put(
        SegmentRole.STUB, new Piece(STUB, HandMade.PAGE, code(CODE, KERNEL, HandMade.TREE)));
    image.entry = STUB;
    image.registers.putAll(Map.of("x0", HandMade.TREE, "x1", 0L, "x2", 0L, "x3", 0L));
    return image;
  }

  private static void kernel(HandMade image, long start, long textOffset, long imageSize) {
    ByteBuffer header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(8, textOffset).putLong(16, imageSize).putInt(56, 0x644d_5241);
    image.pieces.put(SegmentRole.KERNEL, new Piece(start, KERNEL_BYTES, header.array()));
    image.kernelEntry = start;
  }

  private static byte[] code(int[] words, long... values) {
    ByteBuffer code =
        ByteBuffer.allocate(words.length * Integer.BYTES + values.length * Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int word : words) {
      code.putInt(word);
    }
    for (long value : values) {
      code.putLong(value);
    }
    return code.array();
  }

  private static void stub(HandMade image, int[] words, long... values) {
    image.pieces.put(SegmentRole.STUB, new Piece(STUB, HandMade.PAGE, code(words, values)));
  }

  @Test
  void followsTheStub() {
    List<Check> checks = good().run(RUNNER);
    assertThat(HandMade.failed(checks)).isEmpty();
    assertThat(checks)
        .contains(
            new Check("entry code", true, "6 instructions from 0x46000000"),
            new Check("kernel entry", true, "0x40080000"),
            new Check("register x0", true, "0x45000000"),
            new Check("register x3", true, "0x0"),
            new Check("kernel place", true, "0x40080000 is 0x80000 behind a multiple of 0x200000"))
        .extracting(Check::subject)
        .contains("initrd place", "device tree place");
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        change(
            "another tree in x0",
            "register x0",
            "it is 0x45000008",
            i -> stub(i, CODE, KERNEL, HandMade.TREE + 8)),
        change(
            "x2 not set",
            "register x2",
            "the plan says 0x0",
            i -> {
              int[] words = CODE.clone();
              words[3] = NOP;
              stub(i, words, KERNEL, HandMade.TREE);
            }),
        change(
            "the kernel elsewhere",
            "kernel entry",
            "0x40080004",
            i -> stub(i, CODE, KERNEL + 4, HandMade.TREE)),
        change("no memory", "entry code", "in no segment", i -> stub(i, CODE, 0x5000_0000L, 0)),
        change(
            "behind the end of the address space",
            "entry code",
            "in no segment",
            i -> stub(i, CODE, -4, 0)),
        change("a loop", "entry code", "was not reached", i -> stub(i, new int[] {0x1400_0000})),
        change(
            "the plan names no x1", "register x1", "does not say", i -> i.registers.remove("x1")),
        change(
            "the plan names no x0", "register x0", "does not say", i -> i.registers.remove("x0")),
        change(
            "no such register", "register r0", "no such register", i -> i.registers.put("r0", 0L)),
        change(
            "x0 in no segment",
            "device tree",
            "0x10 is in no dtb segment",
            i -> i.registers.put("x0", 0x10L)),
        change(
            "x0 in the stub",
            "device tree",
            "is in no dtb segment",
            i -> i.registers.put("x0", STUB)),
        change(
            "x0 beside the tree",
            "device tree",
            "0xd00dfeed",
            i -> i.registers.put("x0", HandMade.TREE + 8)),
        change(
            "the tree across 2 MiB",
            "device tree place",
            "0x451ffff8 to",
            i -> tree(i, 0x451f_fff8L)),
        change(
            "no kernel segment", "kernel place", "no kernel", i -> remove(i, SegmentRole.KERNEL)),
        change(
            "the kernel's entry outside",
            "kernel place",
            "in no kernel segment",
            i -> i.kernelEntry = STUB),
        change(
            "the kernel's entry behind its start",
            "kernel place",
            "entered at 0x40080040",
            i -> i.kernelEntry = KERNEL + 0x40),
        change(
            "text_offset",
            "kernel place",
            "is not 0x0 behind",
            i -> kernel(i, KERNEL, 0, KERNEL_BYTES)),
        change(
            "no image_size", "kernel place", "is not 0x80000", i -> kernel(i, 0x4000_0000L, 0, 0)),
        change(
            "the initrd out of reach",
            "initrd place",
            "not within 32 GiB from 0x40000000",
            i -> initrd(i, 0x8_4000_0000L - 0x5000)),
        change(
            "the initrd far below",
            "initrd place",
            "not within 32 GiB from 0x0",
            i -> {
              kernel(i, 0x8_0000_0000L - 0x10_0000, 0x10_0000, KERNEL_BYTES);
              initrd(i, 0x3fff_a000L);
            }));
  }

  private static void remove(HandMade image, SegmentRole role) {
    image.pieces.remove(role);
  }

  private static void initrd(HandMade image, long start) {
    image.pieces.put(SegmentRole.INITRD, new Piece(start, 0x6000, new byte[HandMade.INITRD_BYTES]));
  }

  private static void tree(HandMade image, long start) {
    image.pieces.put(SegmentRole.DTB, new Piece(start, HandMade.PAGE, image.tree()));
    image.registers.put("x0", start);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void saysWhatIsWrong(String name, String subject, String detail, Consumer<HandMade> change) {
    HandMade image = good();
    change.accept(image);
    assertFails(RUNNER, image, subject, detail);
  }

  @Test
  void treeIsAlignedToEight() {
    HandMade image = good();
    tree(image, HandMade.TREE + 4);
    assertFails(RUNNER, image, "device tree", "0x45000004 is not aligned to 8");
  }

  @Test
  void windowIsOf32GibWithoutOneByteMore() {
    HandMade image = good();
    initrd(image, 0x8_4000_0000L - 0x6000);
    assertThat(image.run(RUNNER))
        .contains(
            new Check("initrd place", true, "within 32 GiB from 0x40000000 on, as the kernel"));
  }

  @Test
  void kernelOfBeforeImageSizeLies0x80000BehindAMultiple() {
    HandMade image = good();
    kernel(image, KERNEL, 0x1234, 0);
    assertThat(HandMade.failed(image.run(RUNNER))).isEmpty();
  }

  @Test
  void kernelWithoutAHeaderMayLieAnywhere() {
    HandMade image = good();
    image.pieces.put(SegmentRole.KERNEL, new Piece(0x4010_0000L, KERNEL_BYTES, new byte[64]));
    image.kernelEntry = 0x4010_0000L;
    stub(image, CODE, image.kernelEntry, HandMade.TREE);
    assertThat(HandMade.failed(image.run(RUNNER))).isEmpty();
  }

  @Test
  void kernelThatIsEnteredWithoutAStubHasNoRegisters() {
    HandMade image = good();
    image.entry = KERNEL;
    assertThat(HandMade.failed(image.run(RUNNER)))
        .extracting(Check::subject)
        .containsExactlyInAnyOrder("register x0", "register x1", "register x2", "register x3");
  }

  @Test
  void goesOnAtTheStubBehindPurgatoryAndSaysSo() {
    HandMade image = good();
    image.pieces.put(SegmentRole.PURGATORY, new Piece(PURGATORY, HandMade.PAGE, new byte[8]));
    image.entry = PURGATORY;
    List<Check> checks = image.run(RUNNER);
    assertThat(HandMade.failed(checks)).isEmpty();
    assertThat(checks)
        .contains(
            new Check(
                "entry code",
                true,
                "6 instructions from 0x46000000; purgatory before it was not run:"
                    + " only a real machine can"));
    image.pieces.remove(SegmentRole.STUB);
    assertFails(RUNNER, image, "entry code", "no stub");
  }

  /** The instruction at 0x10, as GNU as assembled it; the register afterwards. */
  static Stream<Arguments> instructions() {
    return Stream.of(
        Arguments.of("ldr x2, .-8", 0x58ff_ffc2, "x2", 0xd503_201f_d503_201fL),
        Arguments.of("mov x30, xzr", 0xaa1f_03fe, "x30", 0L),
        Arguments.of("adr x9, .+0x1001", 0x3000_8009, "x9", STUB + 0x10 + 0x1001),
        Arguments.of("adr x9, .-3", 0x30ff_ffe9, "x9", STUB + 0x10 - 3),
        Arguments.of("adr xzr, .", 0x1000_001f, "x0", 0xfedcL),
        Arguments.of("movz x6, #0xfedc, lsl #48", 0xd2ff_db86, "x6", 0xfedcL << 48),
        Arguments.of("movz x6, #0x1234", 0xd282_4686, "x6", 0x1234L),
        Arguments.of("movk x0, #0xabcd, lsl #16", 0xf2b5_79a0, "x0", 0xabcd_fedcL),
        Arguments.of("movk x0, #0xabcd, lsl #32", 0xf2d5_79a0, "x0", 0xabcd_0000_fedcL),
        Arguments.of("mov x5, x0", 0xaa00_03e5, "x5", 0xfedcL),
        Arguments.of("nop", NOP, "x0", 0xfedcL),
        Arguments.of("b .+8 over movz x0, #0x1234", 0x1400_0002, "x0", 0xfedcL));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("instructions")
  void knowsTheInstruction(String name, int word, String register, long expected) {
    HandMade image = good();
    int[] words = new int[10];
    Arrays.fill(words, NOP);
    words[1] = 0xd29f_db80; // movz x0, #0xfedc
    words[4] = word;
    if (word == 0x1400_0002) {
      words[5] = 0xd282_4680; // movz x0, #0x1234
    }
    words[6] = 0x5800_0091; // ldr x17, .+16
    words[7] = 0xd61f_0220; // br x17
    words[8] = 0;
    words[9] = 0;
    stub(image, words, KERNEL);
    image.registers.put(register, expected);
    assertThat(image.run(RUNNER))
        .contains(
            new Check("register " + register, true, "0x%x".formatted(expected)),
            new Check("kernel entry", true, "0x%x".formatted(KERNEL)));
  }

  @Test
  void branchesBack() {
    HandMade image = good();
    // b .+12; ldr x17, .+12; br x17; b .-8
    stub(image, new int[] {0x1400_0003, 0x5800_0071, 0xd61f_0220, 0x17ff_fffe}, KERNEL);
    assertThat(image.run(RUNNER))
        .contains(new Check("entry code", true, "4 instructions from 0x46000000"));
  }

  /**
   * In order: ldr w1; ldrsw; ldr d1; prfm; mov w1, wzr; orr x1, x2, x3; orr with a shift; mvn;
   * movn; movz w1; adrp; bl; blr; ret; msr daifset, #15; hlt; mov sp, x0; ldr x1, [x2]; nothing at
   * all.
   */
  @ParameterizedTest
  @ValueSource(
      ints = {
        0x1800_0041, 0x9800_0041, 0x5c00_0041, 0xd800_0040, 0x2a1f_03e1, 0xaa03_0041, 0xaa03_07e1,
        0xaa23_03e1, 0x9280_0021, 0x5280_0021, 0x9000_0001, 0x9400_0002, 0xd63f_0020, 0xd65f_03c0,
        0xd503_4fdf, 0xd440_0020, 0x9100_001f, 0xf940_0041, 0
      })
  void refusesOtherInstructions(int word) {
    HandMade image = good();
    stub(image, new int[] {NOP, word});
    assertFails(
        RUNNER, image, "entry code", "0x%08x at 0x46000004 is no instruction".formatted(word));
  }

  @Test
  void refusesAccessesThatAreNotAligned() {
    HandMade image = good();
    stub(image, new int[] {NOP, 0x5800_00c0}); // ldr x0, .+24
    assertFails(RUNNER, image, "entry code", "the data at 0x4600001c is not aligned to 8");
    stub(image, CODE, KERNEL - 2, HandMade.TREE);
    assertFails(RUNNER, image, "entry code", "the instruction at 0x4007fffe is not aligned to 4");
  }

  @Test
  void refusesDataOutsideTheSegments() {
    HandMade image = good();
    stub(image, new int[] {0x587f_ffc0}); // ldr x0, .+0xffff8
    assertFails(RUNNER, image, "entry code", "the data at 0x460ffff8 is in no segment");
  }

  @Test
  void jumpsToZeroByTheZeroRegister() {
    HandMade image = good();
    stub(image, new int[] {0xd61f_03e0}); // br xzr
    assertFails(RUNNER, image, "entry code", "the instruction at 0x0 is in no segment");
  }

  @Test
  void runsNothingButArm64() {
    for (Architecture architecture : Architecture.KNOWN) {
      assertThat(RUNNER.runs(architecture)).isEqualTo(architecture.equals(Architecture.ARM64));
    }
  }
}
