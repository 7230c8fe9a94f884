package kexec.base.fdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Stream;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.memory.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TreeFactsTest {

  private static final TreeProperty MEMORY = Flat.text("device_type", "memory");

  private static List<TreeProperty> cells(long address, long size, TreeProperty... more) {
    return Stream.concat(
            Stream.of(Flat.cells("#address-cells", address), Flat.cells("#size-cells", size)),
            Stream.of(more))
        .toList();
  }

  private static TreeFacts facts(List<TreeProperty> properties, TreeNode... children)
      throws BadFileException {
    return TreeFacts.of("board.dtb", board(properties, children));
  }

  private static DeviceTree board(List<TreeProperty> properties, TreeNode... children) {
    return Flat.tree(new TreeNode("", properties, List.of(children)));
  }

  @Test
  void treeThatSaysNothing() throws Exception {
    TreeFacts facts = facts(List.of());
    assertThat(facts.compatible()).isEmpty();
    assertThat(facts.model()).isEmpty();
    assertThat(facts.memory()).isEmpty();
    assertThat(facts.reserved()).isEmpty();
    assertThat(facts.reservations()).isEmpty();
  }

  @Test
  void names() throws Exception {
    TreeFacts facts =
        facts(
            List.of(
                Flat.text("compatible", "raspberrypi,4-model-b", "brcm,bcm2711"),
                Flat.text("model", "Raspberry Pi 4 Model B")));
    assertThat(facts.compatible()).containsExactly("raspberrypi,4-model-b", "brcm,bcm2711");
    assertThat(facts.model()).contains("Raspberry Pi 4 Model B");
  }

  @Test
  void memoryOfAllItsNodes() throws Exception {
    TreeFacts facts =
        facts(
            cells(2, 1),
            Flat.node("memory", MEMORY, Flat.cells("reg", 0, 0x8000_0000L, 0x1000, 0, 0, 0)),
            Flat.node("memory@1", Flat.cells("reg", 0, 1, 1)),
            Flat.node("bank", MEMORY, Flat.cells("reg", 8, 0, 0xffff_ffffL)),
            Flat.node("memory@2", MEMORY, Flat.cells("reg")),
            Flat.node("memory@3", MEMORY),
            Flat.node("memory@4", MEMORY, Flat.cells("reg", 0, 4, 4), Flat.text("status", "ok")),
            Flat.node(
                "memory@5", MEMORY, Flat.cells("reg", 0, 5, 5), Flat.text("status", "disabled")));
    assertThat(facts.memory())
        .containsExactly(
            Range.machine(0x8000_0000L, 0x8000_1000L),
            Range.machine(0x8_0000_0000L, 0x8_ffff_ffffL),
            Range.machine(4, 8));
  }

  @Test
  void reservedMemoryHasCellsOfItsOwn() throws Exception {
    TreeNode reserved =
        new TreeNode(
            "reserved-memory",
            cells(1, 2),
            List.of(
                Flat.node(
                    "secure@1000", Flat.cells("reg", 0x1000, 0, 0x1000), Flat.cells("no-map")),
                Flat.node("cma", Flat.cells("size", 0x1000), Flat.cells("reusable")),
                Flat.node(
                    "pool@3000", Flat.cells("reg", 0x3000, 1, 0, 9, 0, 1), Flat.cells("reusable")),
                Flat.node("plain@4000", Flat.cells("reg", 0x4000, 0, 0)),
                Flat.node("plain@5000", Flat.cells("reg", 0x5000, 0, 1))));
    assertThat(facts(cells(2, 1), reserved).reserved())
        .containsExactly(
            new TreeFacts.Reserved("secure@1000", Range.machine(0x1000, 0x2000), true, false),
            new TreeFacts.Reserved("pool@3000", Range.machine(0x3000, 0x1_0000_3000L), false, true),
            new TreeFacts.Reserved("pool@3000", Range.machine(9, 10), false, true),
            new TreeFacts.Reserved("plain@5000", Range.machine(0x5000, 0x5001), false, false));
  }

  @Test
  void reservationsOfTheHeader() throws Exception {
    DeviceTree tree =
        Flat.tree(
            Flat.node(""),
            new DeviceTree.Reservation(-0x2000, 0x1000),
            new DeviceTree.Reservation(0x5000, 0),
            new DeviceTree.Reservation(0, 0x1000));
    assertThat(TreeFacts.of("board.dtb", tree).reservations())
        .containsExactly(Range.machine(-0x2000, -0x1000), Range.machine(0, 0x1000));
  }

  static Stream<Arguments> malformed() {
    TreeNode memory = Flat.node("memory@0", MEMORY, Flat.cells("reg", -1, -1, 0, 2));
    TreeNode part = Flat.node("a", Flat.cells("reg", 0, 1, 0, 1));
    return Stream.of(
        Arguments.of("no cells", "device-tree-cells", board(List.of(), memory)),
        Arguments.of("cells of 3", "device-tree-cells", board(cells(3, 1), memory)),
        Arguments.of("a size without cells", "device-tree-cells", board(cells(2, 0), memory)),
        Arguments.of(
            "no cells of the reserved memory",
            "device-tree-cells",
            board(cells(2, 2), new TreeNode("reserved-memory", List.of(), List.of(part)))),
        Arguments.of("a part of a range", "device-tree-reg", board(cells(2, 1), memory)),
        Arguments.of("a range that wraps", "device-tree-reg", board(cells(2, 2), memory)),
        Arguments.of(
            "a range to the last byte",
            "device-tree-reg",
            board(cells(2, 2), Flat.node("m", MEMORY, Flat.cells("reg", -1, -1, 0, 1)))),
        Arguments.of(
            "a reservation that wraps",
            "device-tree-reg",
            Flat.tree(Flat.node(""), new DeviceTree.Reservation(2, -1))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void refuses(String what, String code, DeviceTree tree) {
    Fault fault =
        catchThrowableOfType(BadFileException.class, () -> TreeFacts.of("board.dtb", tree)).fault();
    assertThat(fault.code()).as(what).isEqualTo(code);
    assertThat(fault.attempted()).endsWith("board.dtb");
  }
}
