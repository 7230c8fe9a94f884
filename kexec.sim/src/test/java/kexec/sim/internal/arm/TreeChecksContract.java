package kexec.sim.internal.arm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kexec.api.machine.ExecutionReport.Check;
import kexec.api.plan.SegmentRole;
import kexec.sim.internal.arm.HandMade.Piece;
import kexec.sim.internal.machine.EntryRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is found in the device tree of either architecture. */
abstract class TreeChecksContract {

  private static final String START = "linux,initrd-start";
  private static final String END = "linux,initrd-end";
  private static final String CORE = "linux,elfcorehdr";
  private static final String USABLE = "linux,usable-memory-range";

  private final EntryRunner runner;

  TreeChecksContract(EntryRunner runner) {
    this.runner = runner;
  }

  /** Returns an image without a failed check. */
  abstract HandMade image();

  /** Returns the end of the memory that a crash kernel of the image may use. */
  abstract long usableEnd();

  static Arguments change(String name, String subject, String detail, Consumer<HandMade> change) {
    return Arguments.of(name, subject, detail, change);
  }

  static void assertFails(EntryRunner runner, HandMade image, String subject, String detail) {
    assertThat(HandMade.failed(image.run(runner)))
        .anySatisfy(
            check -> {
              assertThat(check.subject()).isEqualTo(subject);
              assertThat(check.detail()).contains(detail);
            });
  }

  static Stream<Arguments> trees() {
    return Stream.of(
        change("no bootargs", "command line", "no bootargs", i -> i.chosen.remove("bootargs")),
        change(
            "other bootargs",
            "command line",
            "not the plan's",
            i -> i.chosen.put("bootargs", ByteBuffer.wrap(new byte[] {'a', 0}))),
        change("no start", START, "does not have it", i -> i.chosen.remove(START)),
        change("no end", END, "does not have it", i -> i.chosen.remove(END)),
        change(
            "another start",
            START,
            "0x44000004",
            i -> i.chosen.put(START, i.address(HandMade.INITRD + 4))),
        change(
            "another end",
            END,
            "0x44006001",
            i -> i.chosen.put(END, i.address(HandMade.INITRD + 0x6001))),
        change("odd start", START, "3 bytes", i -> i.chosen.put(START, ByteBuffer.allocate(3))),
        change(
            "no initrd for the start",
            START,
            "no initrd",
            i -> {
              i.withoutInitrd();
              i.chosen.put(START, i.address(0));
            }),
        change(
            "no initrd for the end",
            END,
            "no initrd",
            i -> {
              i.withoutInitrd();
              i.chosen.put(END, i.address(0));
            }),
        change(
            "core header without a crash",
            CORE,
            "only a crash kernel",
            i -> i.chosen.put(CORE, HandMade.numbers(HandMade.HEADER, 0x200))),
        change(
            "usable memory without a crash",
            USABLE,
            "only a crash kernel",
            i -> i.chosen.put(USABLE, HandMade.numbers(0x4000_0000L, 0x800_0000))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("trees")
  void saysWhereTheTreeDisagrees(
      String name, String subject, String detail, Consumer<HandMade> change) {
    HandMade image = image();
    change.accept(image);
    assertFails(runner, image, subject, detail);
  }

  static Stream<Arguments> crashTrees() {
    return Stream.of(
        change("no core header", CORE, "does not have it", i -> i.chosen.remove(CORE)),
        change(
            "an empty core header",
            CORE,
            "empty",
            i -> i.chosen.put(CORE, HandMade.numbers(HandMade.HEADER, 0))),
        change(
            "another core header",
            CORE,
            "is not the elfcorehdr segment",
            i -> i.chosen.put(CORE, HandMade.numbers(HandMade.HEADER - 0x1000, 0x200))),
        change(
            "a longer core header",
            CORE,
            "is not the elfcorehdr segment",
            i -> i.chosen.put(CORE, HandMade.numbers(HandMade.HEADER, 0x1001))),
        change(
            "two core headers",
            CORE,
            "is not the elfcorehdr segment",
            i -> i.chosen.put(CORE, HandMade.numbers(HandMade.HEADER, 0x200, 0x1000, 0x1000))),
        change(
            "no segment for the core header",
            CORE,
            "is not the elfcorehdr segment",
            i -> i.pieces.remove(SegmentRole.ELFCOREHDR)),
        change(
            "half a core header",
            CORE,
            "8 bytes",
            i -> i.chosen.put(CORE, HandMade.numbers(HandMade.HEADER))),
        change(
            "a core header that wraps",
            CORE,
            "beyond",
            i -> i.chosen.put(CORE, HandMade.numbers(-1, 2))),
        change("cells of 3", CORE, "#address-cells", i -> i.rootCells = 3),
        change("no usable memory", USABLE, "does not have it", i -> i.chosen.remove(USABLE)),
        change(
            "the kernel outside",
            USABLE,
            "does not hold kernel",
            i -> i.chosen.put(USABLE, HandMade.numbers(0x4400_0000L, 0x300_0000))),
        change(
            "the initrd outside",
            USABLE,
            "does not hold initrd",
            i ->
                i.chosen.put(
                    USABLE, HandMade.numbers(0x4000_0000L, 0x400_5000, 0x4500_0000L, 0x100_0000))),
        change(
            "the tree outside",
            USABLE,
            "does not hold dtb",
            i -> i.chosen.put(USABLE, HandMade.numbers(0x4000_0000L, 0x500_0000))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("crashTrees")
  void saysWhereACrashKernelsTreeDisagrees(
      String name, String subject, String detail, Consumer<HandMade> change) {
    HandMade image = image();
    image.crash(usableEnd());
    change.accept(image);
    assertFails(runner, image, subject, detail);
  }

  @Test
  void agreesWithAnImage() {
    List<Check> checks = image().run(runner);
    assertThat(HandMade.failed(checks)).isEmpty();
    assertThat(checks)
        .extracting(Check::subject)
        .contains("device tree", "command line", START, END, "kernel place")
        .doesNotContain(CORE, USABLE);
  }

  @Test
  void agreesWithAnImageWithoutAnInitrd() {
    HandMade image = image();
    image.withoutInitrd();
    assertThat(HandMade.failed(image.run(runner))).isEmpty();
  }

  @Test
  void agreesWithACrashImage() {
    HandMade image = image();
    image.crash(usableEnd());
    List<Check> checks = image.run(runner);
    assertThat(HandMade.failed(checks)).isEmpty();
    assertThat(checks).extracting(Check::subject).contains(CORE, USABLE);
  }

  @Test
  void usableMemoryMayHaveSeveralPieces() {
    HandMade image = image();
    image.crash(usableEnd());
    image.chosen.put(
        USABLE,
        HandMade.numbers(
            0x4400_0000L, 0x100_0000, 0x4000_0000L, 0x400_0000, 0x4500_0000L, 0x1000, 0, 0x1000));
    assertThat(HandMade.failed(image.run(runner))).isEmpty();
  }

  @Test
  void treeThatIsCutShortIsMalformed() {
    HandMade image = image();
    byte[] tree = image.tree();
    ByteBuffer.wrap(tree).putInt(4, 0x1001);
    image.pieces.put(SegmentRole.DTB, new Piece(HandMade.TREE, HandMade.PAGE, tree));
    assertFails(runner, image, "device tree", "totalsize");
  }

  @Test
  void emptyChosenTellsTheKernelNothing() {
    HandMade image = image();
    image.chosen.clear();
    assertThat(HandMade.failed(image.run(runner)))
        .extracting(Check::subject)
        .containsExactly("command line", START, END);
  }

  @Test
  void segmentThatIsNoTreeByItsRole() {
    HandMade image = image();
    Piece tree = new Piece(HandMade.TREE, HandMade.PAGE, image.tree());
    image.pieces.put(SegmentRole.MODULE, tree);
    image.pieces.put(SegmentRole.DTB, new Piece(0x4600_8000L, HandMade.PAGE, new byte[0]));
    assertFails(runner, image, "device tree", "0x45000000 is in no dtb segment");
  }

  /** Whatever is damaged, there is a result and no exception. */
  @Test
  void hostileTreesHaveAResult() {
    Random random = new Random(7);
    for (int round = 0; round < 500; round++) {
      HandMade image = image();
      byte[] tree = image.tree();
      for (int flips = 0; flips < 4; flips++) {
        tree[4 + random.nextInt(tree.length - 4)] = (byte) random.nextInt();
      }
      image.pieces.put(SegmentRole.DTB, new Piece(HandMade.TREE, HandMade.PAGE, tree));
      assertThat(image.run(runner)).extracting(Check::subject).contains("device tree");
    }
  }
}
