package kexec.base.fdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DeviceTreeWriterTest {

  @Test
  void layoutIsThatOfTheSpecification() {
    ByteBuffer flat = ByteBuffer.wrap(DeviceTreeWriter.write(Flat.smallTree()));
    List<Integer> header = new ArrayList<>();
    for (int at = 0; at < 40; at += 4) {
      header.add(flat.getInt(at));
    }
    // Two reservations of 16 bytes; 60 bytes of structure, to 64; "bc" and "a".
    assertThat(header).containsExactly(0xd00dfeed, 144, 72, 136, 40, 17, 16, 7, 5, 60);
    assertThat(flat.limit()).isEqualTo(144);
    assertThat(flat.getLong(40)).isEqualTo(0x8000_0000L);
    assertThat(flat.getLong(48)).isEqualTo(0x1000);
    assertThat(flat.getLong(56)).isZero();
    assertThat(flat.getLong(64)).isZero();
    assertThat(flat.getInt(72 + 56)).isEqualTo(Flat.END);
  }

  @Test
  void namesOfPropertiesAreThereOnce() {
    TreeProperty property = Flat.cells("interrupt-parent", 1);
    TreeNode child = Flat.node("n", property);
    TreeNode root = new TreeNode("", List.of(property), List.of(child, child));
    ByteBuffer flat = ByteBuffer.wrap(DeviceTreeWriter.write(Flat.tree(root)));
    assertThat(flat.getInt(DeviceTreeReader.SIZE_DT_STRINGS)).isEqualTo(17);
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      List<DeviceTree.Reservation> reservations = new ArrayList<>();
      for (int n = random.nextInt(3); n > 0; n--) {
        reservations.add(new DeviceTree.Reservation(random.nextLong(), random.nextLong()));
      }
      DeviceTree tree = new DeviceTree(node(random, 4), reservations, random.nextInt());
      byte[] flat = DeviceTreeWriter.write(tree);
      assertThat(DeviceTreeReader.read("written", ByteBuffer.wrap(flat))).isEqualTo(tree);
      assertThat(flat.length % 8).isZero();
    }
  }

  private static TreeNode node(Random random, int depth) {
    List<TreeProperty> properties = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      byte[] value = new byte[random.nextInt(10)];
      random.nextBytes(value);
      properties.add(new TreeProperty(name(random), ByteBuffer.wrap(value)));
    }
    List<TreeNode> children = new ArrayList<>();
    for (int n = depth == 0 ? 0 : random.nextInt(4); n > 0; n--) {
      children.add(node(random, depth - 1));
    }
    return new TreeNode(name(random), properties, children);
  }

  /** Of few letters, so that some are there twice and some are empty. */
  private static String name(Random random) {
    return "ab\u00ff"
        .substring(random.nextInt(2))
        .substring(random.nextInt(3))
        .repeat(random.nextInt(4));
  }

  @Test
  void valuesDoNotChangeWithTheirSource() {
    byte[] bytes = {1, 2};
    TreeProperty property = new TreeProperty("a", ByteBuffer.wrap(bytes));
    bytes[0] = 9;
    assertThat(property.value().get(0)).isEqualTo((byte) 1);
    assertThat(property.value().isReadOnly()).isTrue();
  }

  @Test
  void namesThatCannotBeWrittenAreRefused() {
    assertThatThrownBy(() -> Flat.node("a\0b")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Flat.cells("\u0100")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TreeProperty.ofText("bootargs", "a\0b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new DeviceTree.Reservation(0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
