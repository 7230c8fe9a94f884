package kexec.base.fdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import kexec.api.fault.KexecException;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import org.junit.jupiter.api.Test;

/**
 * Whatever the bytes: a tree that can be written, read, changed, or an exception of the project.
 */
class HostileTreeTest {

  private static final ChosenEdit EDIT =
      new ChosenEdit(
          Architecture.ARM,
          "quiet",
          Optional.of(Range.machine(0x4800_0000, 0x4900_0000)),
          Optional.of(ByteBuffer.allocate(72)),
          Optional.of(
              new ChosenEdit.Crash(
                  Range.machine(0x6000_0000, 0x6000_1000),
                  List.of(Range.machine(0x6000_0000, 0x7000_0000)))));

  private static byte[] board() {
    TreeNode memory =
        Flat.node(
            "memory@40000000",
            Flat.text("device_type", "memory"),
            Flat.cells("reg", 0, 0x40000000, 0x8000000));
    TreeNode kept = Flat.node("a@1", Flat.cells("reg", 1, 0, 0x1000), Flat.cells("no-map"));
    TreeNode reserved =
        new TreeNode(
            "reserved-memory",
            List.of(Flat.cells("#address-cells", 2), Flat.cells("#size-cells", 1)),
            List.of(kept));
    TreeNode chosen =
        Flat.node(
            "chosen",
            Flat.cells("linux,initrd-start", 0x100),
            Flat.cells("linux,initrd-end", 0, 0x300));
    TreeNode root =
        new TreeNode(
            "",
            List.of(
                Flat.cells("#address-cells", 2),
                Flat.cells("#size-cells", 1),
                Flat.text("compatible", "a,b", "c")),
            List.of(memory, reserved, chosen));
    return DeviceTreeWriter.write(Flat.tree(root, new DeviceTree.Reservation(0x100, 0x200)));
  }

  /** Returns whether it could be read. */
  private static boolean survives(ByteBuffer bytes) throws KexecException {
    DeviceTree tree;
    try {
      tree = DeviceTreeReader.read("hostile", bytes);
    } catch (KexecException e) {
      assertThat(e.fault().code()).startsWith("device-tree-");
      return false;
    }
    ByteBuffer again = ByteBuffer.wrap(DeviceTreeWriter.write(tree));
    assertThat(DeviceTreeReader.read("written", again)).isEqualTo(tree);
    try {
      TreeFacts.of("hostile", tree);
      EDIT.apply("hostile", tree, Optional.empty());
    } catch (KexecException e) {
      assertThat(e.fault().code()).startsWith("device-tree-");
    }
    return true;
  }

  @Test
  void everyByteChanged() throws KexecException {
    byte[] board = board();
    assertThat(survives(ByteBuffer.wrap(board))).isTrue();
    int read = 0;
    for (int at = 0; at < board.length; at++) {
      for (int value : new int[] {0, 1, 2, 3, 4, 9, 0x7f, 0x80, 0xff, board[at] + 1}) {
        byte[] changed = board.clone();
        changed[at] = (byte) value;
        read += survives(ByteBuffer.wrap(changed)) ? 1 : 0;
      }
    }
    assertThat(read).as("of %s", board.length * 10).isPositive().isLessThan(board.length * 10);
  }

  @Test
  void everyLength() throws KexecException {
    byte[] board = board();
    for (int length = 0; length < board.length; length++) {
      assertThat(survives(ByteBuffer.wrap(board, 0, length))).as("%s bytes", length).isFalse();
      // The same with a header that knows of it.
      if (length >= 2 * Integer.BYTES) {
        ByteBuffer told = ByteBuffer.wrap(Arrays.copyOf(board, length));
        survives(told.putInt(DeviceTreeReader.TOTALSIZE, length));
      }
    }
  }

  @Test
  void manyBytesChanged() throws KexecException {
    byte[] board = board();
    Random random = new Random(17);
    for (int round = 0; round < 20_000; round++) {
      byte[] changed = Arrays.copyOf(board, board.length - random.nextInt(8));
      for (int i = random.nextInt(6); i >= 0; i--) {
        // Not the magic number, with which everything ends.
        changed[4 + random.nextInt(changed.length - 4)] = (byte) random.nextInt();
      }
      survives(ByteBuffer.wrap(changed));
    }
  }

  @Test
  void everyWordOfTheHeaderChanged() throws KexecException {
    byte[] board = board();
    int[] words = {0, 1, 8, board.length, board.length - 8, 0x7fff_ffff, 0x8000_0000, -8, -1};
    for (int first = 4; first < DeviceTreeReader.HEADER; first += 4) {
      for (int second = 4; second < DeviceTreeReader.HEADER; second += 4) {
        for (int one : words) {
          for (int other : words) {
            ByteBuffer changed = ByteBuffer.wrap(board.clone());
            survives(changed.putInt(first, one).putInt(second, other));
          }
        }
      }
    }
  }
}
