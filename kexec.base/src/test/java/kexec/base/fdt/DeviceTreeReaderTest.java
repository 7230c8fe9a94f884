package kexec.base.fdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.plan.SegmentData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeviceTreeReaderTest {

  private static final String SOURCE = "board.dtb";

  @Test
  void readsNodesPropertiesAndReservationsAndSkipsNops() throws Exception {
    assertThat(DeviceTreeReader.read(SOURCE, Flat.small())).isEqualTo(Flat.smallTree());
  }

  @Test
  void readsFromTheMiddleOfABuffer() throws Exception {
    ByteBuffer small = Flat.small();
    ByteBuffer moved = ByteBuffer.allocate(small.limit() + 6).position(3).put(small).position(3);
    assertThat(DeviceTreeReader.read(SOURCE, moved)).isEqualTo(Flat.smallTree());
    assertThat(moved.position()).isEqualTo(3);
  }

  @Test
  void ignoresWhatFollowsItsTotalsize() throws Exception {
    byte[] padded = Arrays.copyOf(Flat.small().array(), 3 << 20);
    assertThat(DeviceTreeReader.read(SOURCE, SegmentData.ofBytes(padded)))
        .isEqualTo(Flat.smallTree());
  }

  @Test
  void ignoresRoomWithinItsTotalsize() throws Exception {
    // As in /sys/firmware/fdt where the boot loader left room for more.
    byte[] padded = Arrays.copyOf(Flat.small().array(), 1 << 20);
    ByteBuffer flat = Flat.with(ByteBuffer.wrap(padded), DeviceTreeReader.TOTALSIZE, 1 << 20);
    assertThat(DeviceTreeReader.read(SOURCE, flat)).isEqualTo(Flat.smallTree());
  }

  @Test
  void readsVersion16WithoutTheSizeOfItsStructure() throws Exception {
    ByteBuffer old = Flat.with(Flat.small(), DeviceTreeReader.VERSION, 16);
    ByteBuffer flat = Flat.with(old, DeviceTreeReader.SIZE_DT_STRUCT, -1);
    assertThat(DeviceTreeReader.read(SOURCE, flat)).isEqualTo(Flat.smallTree());
  }

  @Test
  void readsALaterVersionThatIsCompatible() throws Exception {
    ByteBuffer flat = Flat.with(Flat.small(), DeviceTreeReader.VERSION, 18);
    assertThat(DeviceTreeReader.read(SOURCE, flat)).isEqualTo(Flat.smallTree());
  }

  @Test
  void keepsSeveralOfOneNameInOrder() throws Exception {
    ByteBuffer flat =
        Flat.of(
            Flat.BEGIN,
            0,
            Flat.PROP,
            4,
            0,
            1,
            Flat.PROP,
            4,
            0,
            2,
            Flat.BEGIN,
            'n' << 24,
            Flat.END_NODE,
            Flat.BEGIN,
            'n' << 24,
            Flat.END_NODE,
            Flat.END_NODE,
            Flat.END);
    TreeNode root = DeviceTreeReader.read(SOURCE, flat).root();
    assertThat(root.properties()).containsExactly(Flat.cells("a", 1), Flat.cells("a", 2));
    assertThat(root.children()).containsExactly(Flat.node("n"), Flat.node("n"));
    assertThat(root.property("a")).contains(Flat.cells("a", 1));
  }

  @Test
  void keepsNamesThatAreNotAscii() throws Exception {
    ByteBuffer flat = Flat.of(Flat.BEGIN, 0xe4fc0000, Flat.END_NODE, Flat.END);
    DeviceTree tree = DeviceTreeReader.read(SOURCE, flat);
    assertThat(tree.root().name()).isEqualTo("\u00e4\u00fc");
    assertThat(DeviceTreeReader.read(SOURCE, ByteBuffer.wrap(DeviceTreeWriter.write(tree))))
        .isEqualTo(tree);
  }

  @Test
  void readsTheDeepestTree() throws Exception {
    TreeNode node = DeviceTreeReader.read(SOURCE, nested(DeviceTreeReader.DEEPEST)).root();
    int depth = 1;
    while (!node.children().isEmpty()) {
      node = node.children().get(0);
      depth++;
    }
    assertThat(depth).isEqualTo(64);
  }

  private static ByteBuffer nested(int depth) {
    IntStream begins = IntStream.range(0, depth).flatMap(i -> IntStream.of(Flat.BEGIN, 0));
    IntStream ends = IntStream.range(0, depth).map(i -> Flat.END_NODE);
    return Flat.of(
        IntStream.concat(IntStream.concat(begins, ends), IntStream.of(Flat.END)).toArray());
  }

  private static Arguments bad(String what, String code, String cause, ByteBuffer flat) {
    return Arguments.of(what, code, cause, flat);
  }

  private static Arguments header(String what, String code, String cause, int field, int value) {
    return bad(what, code, cause, Flat.with(Flat.small(), field, value));
  }

  private static Arguments structure(String what, String code, String cause, int... words) {
    return bad(what, code, cause, Flat.of(words));
  }

  static Stream<Arguments> malformedHeaders() {
    ByteBuffer small = Flat.small();
    int size = small.limit();
    return Stream.of(
        bad("nothing", "device-tree-magic", "d00dfeed", ByteBuffer.allocate(0)),
        header("another magic number", "device-tree-magic", "d00dfeed", 0, 0x7f454c46),
        bad("a part of the header", "device-tree-truncated", "header", small.slice(0, 39)),
        bad("all but a byte", "device-tree-truncated", "are there", small.slice(0, size - 1)),
        header("larger than any", "device-tree-too-large", "0xffffffff", 4, -1),
        header("a totalsize in the header", "device-tree-block", "ends in its header", 4, 39),
        header("version 15", "device-tree-version", "version 15", 20, 15),
        header("a version that is negative when signed", "device-tree-version", "42949", 24, -1),
        header("last_comp_version 18", "device-tree-version", "with 18", 24, 18),
        bad(
            "not compatible with itself",
            "device-tree-version",
            "version 16, which is compatible with 17",
            Flat.with(Flat.with(small, 20, 16), 24, 17)),
        header("a structure beyond", "device-tree-block", "structure block", 8, size),
        header("a structure far beyond", "device-tree-block", "structure block", 8, -4),
        header("a structure too long", "device-tree-block", "structure block", 36, size),
        header("a structure far too long", "device-tree-block", "structure block", 36, -4),
        header("a structure not aligned", "device-tree-block", "aligned to 4", 8, 74),
        header("strings beyond", "device-tree-block", "strings block", 12, size + 1),
        header("strings far beyond", "device-tree-block", "strings block", 12, -1),
        header("strings too long", "device-tree-block", "strings block", 32, 6),
        header("strings far too long", "device-tree-block", "strings block", 32, -1),
        header("reservations beyond", "device-tree-block", "reservation block", 16, 4096),
        header("reservations far beyond", "device-tree-block", "reservation block", 16, -8),
        header("reservations not aligned", "device-tree-block", "aligned to 8", 16, 44),
        header("reservations without end", "device-tree-reservations", "no end", 16, 72));
  }

  static Stream<Arguments> malformedStructures() {
    IntStream name = IntStream.generate(() -> 0x61616161).limit(64);
    int[] longName =
        IntStream.concat(
                IntStream.concat(IntStream.of(Flat.BEGIN), name),
                IntStream.of(0, Flat.END_NODE, Flat.END))
            .toArray();
    return Stream.of(
        structure("no token", "device-tree-token", "0x5 at 0x0", 5),
        structure("no END", "device-tree-nesting", "no FDT_END", Flat.BEGIN, 0, Flat.END_NODE),
        structure("nothing", "device-tree-nesting", "no FDT_END"),
        structure("no root", "device-tree-nesting", "before its root", Flat.NOP, Flat.END),
        structure("END in a node", "device-tree-nesting", "before its root", 1, 0, Flat.END),
        structure("END_NODE first", "device-tree-nesting", "did not begin", Flat.END_NODE),
        structure("a property first", "device-tree-nesting", "in no node", 3, 0, 0, 1, 0, 2, 9),
        structure("two roots", "device-tree-nesting", "second root", 1, 0, 2, 1, 0, 2, 9),
        structure(
            "a property after a child",
            "device-tree-nesting",
            "follows a child",
            1,
            0,
            1,
            'n' << 24,
            2,
            3,
            0,
            0,
            2,
            9),
        structure("a name without end", "device-tree-name", "no end", 1, 0x61616161),
        structure("a name too long", "device-tree-name", "more than 255", longName),
        structure("a name that is not there", "device-tree-name", "no end", 1),
        structure("a property's name beyond", "device-tree-name", "at 0x5", 1, 0, 3, 0, 5, 2, 9),
        structure("a name far beyond", "device-tree-name", "ffffffff", 1, 0, 3, 0, -1, 2, 9),
        bad(
            "a property's name without end",
            "device-tree-name",
            "no end",
            Flat.with(Flat.of(1, 0, 3, 0, 2, 2, 9), DeviceTreeReader.SIZE_DT_STRINGS, 4)),
        structure("a property cut", "device-tree-property", "within its length", 1, 0, 3, 0),
        structure("a value beyond", "device-tree-property", "0x9 bytes", 1, 0, 3, 9, 0, 2, 9),
        structure("a value far beyond", "device-tree-property", "0xffffffff", 1, 0, 3, -1, 0, 9),
        bad("65 nodes deep", "device-tree-too-deep", "below 64", nested(65)),
        bad("very deep", "device-tree-too-deep", "below 64", nested(100_000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"malformedHeaders", "malformedStructures"})
  void refuses(String what, String code, String cause, ByteBuffer flat) {
    Fault fault =
        catchThrowableOfType(BadFileException.class, () -> DeviceTreeReader.read(SOURCE, flat))
            .fault();
    assertThat(fault.code()).as(what).isEqualTo(code);
    assertThat(fault.cause()).contains(cause);
    assertThat(fault.attempted()).isEqualTo("read the device tree board.dtb");
    assertThat(fault.cure()).isNotEmpty();
  }
}
