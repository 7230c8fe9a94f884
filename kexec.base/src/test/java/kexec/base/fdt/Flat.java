package kexec.base.fdt;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Flattened trees of the tests, laid out by hand: the header, the reservations, the structure, the
 * strings. What is wrong with one is put in with {@link #with}.
 */
final class Flat {

  static final int BEGIN = 1;
  static final int END_NODE = 2;
  static final int PROP = 3;
  static final int NOP = 4;
  static final int END = 9;

  /** The strings block: "a" at 0, "bc" at 2. */
  private static final byte[] STRINGS = "a\0bc\0".getBytes(StandardCharsets.US_ASCII);

  /** Where the reservations begin; there is one. */
  static final int RESERVATIONS = 40;

  static final int STRUCTURE = RESERVATIONS + 32;

  private Flat() {}

  /** A tree with the words of a structure block. */
  static ByteBuffer of(int... structure) {
    int strings = STRUCTURE + structure.length * Integer.BYTES;
    int size = strings + STRINGS.length;
    ByteBuffer flat = ByteBuffer.allocate(size);
    IntStream.of(
            0xd00dfeed,
            size,
            STRUCTURE,
            strings,
            RESERVATIONS,
            17,
            16,
            7,
            STRINGS.length,
            structure.length * Integer.BYTES)
        .forEach(flat::putInt);
    flat.putLong(0x8000_0000L).putLong(0x1000).putLong(0).putLong(0);
    IntStream.of(structure).forEach(flat::putInt);
    return flat.put(STRINGS).flip();
  }

  /** The same tree with another word somewhere. */
  static ByteBuffer with(ByteBuffer flat, int at, int word) {
    ByteBuffer changed = ByteBuffer.allocate(flat.limit()).put(flat.duplicate()).flip();
    return changed.putInt(at, word);
  }

  /** A root with a property "bc" of five bytes, and a child "n" with an empty property "a". */
  static ByteBuffer small() {
    return of(
        NOP,
        BEGIN,
        0,
        PROP,
        5,
        2,
        0x01020304,
        0x05000000,
        BEGIN,
        'n' << 24,
        NOP,
        PROP,
        0,
        0,
        END_NODE,
        END_NODE,
        NOP,
        END);
  }

  static DeviceTree smallTree() {
    TreeProperty property = new TreeProperty("bc", ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
    TreeNode child =
        new TreeNode("n", List.of(new TreeProperty("a", ByteBuffer.allocate(0))), List.of());
    return new DeviceTree(
        new TreeNode("", List.of(property), List.of(child)),
        List.of(new DeviceTree.Reservation(0x8000_0000L, 0x1000)),
        7);
  }

  static TreeNode node(String name, TreeProperty... properties) {
    return new TreeNode(name, List.of(properties), List.of());
  }

  static DeviceTree tree(TreeNode root, DeviceTree.Reservation... reservations) {
    return new DeviceTree(root, List.of(reservations), 0);
  }

  /** A property of 32-bit cells. */
  static TreeProperty cells(String name, long... cells) {
    ByteBuffer value = ByteBuffer.allocate(cells.length * Integer.BYTES);
    for (long cell : cells) {
      value.putInt((int) cell);
    }
    return new TreeProperty(name, value.flip());
  }

  static TreeProperty text(String name, String... texts) {
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    for (String text : texts) {
      value.writeBytes((text + "\0").getBytes(StandardCharsets.UTF_8));
    }
    return new TreeProperty(name, ByteBuffer.wrap(value.toByteArray()));
  }
}
