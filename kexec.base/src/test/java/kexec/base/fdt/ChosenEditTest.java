package kexec.base.fdt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChosenEditTest {

  private static final String SOURCE = "/sys/firmware/fdt";
  private static final Optional<Range<MachineAddress>> NOWHERE = Optional.empty();
  private static final Optional<Range<MachineAddress>> INITRD =
      Optional.of(Range.machine(0x4800_0000, 0x4900_0000));
  private static final ByteBuffer RANDOM = ByteBuffer.allocate(64).put(63, (byte) 7);
  private static final TreeProperty KASLR =
      new TreeProperty("kaslr-seed", ByteBuffer.allocate(8).putLong(0, 0x0123_4567_89ab_cdefL));

  private static final ByteBuffer SEEDS =
      ByteBuffer.allocate(Long.BYTES + RANDOM.remaining())
          .putLong(0x0123_4567_89ab_cdefL)
          .put(RANDOM.duplicate())
          .flip();

  private static ChosenEdit edit(
      Architecture architecture,
      Optional<Range<MachineAddress>> initrd,
      Optional<ChosenEdit.Crash> crash) {
    return new ChosenEdit(architecture, "console=ttyAMA0", initrd, Optional.of(SEEDS), crash);
  }

  private static Optional<ChosenEdit.Crash> crash(
      Range<MachineAddress> header, List<Range<MachineAddress>> usable) {
    return Optional.of(new ChosenEdit.Crash(header, usable));
  }

  private static DeviceTree board(List<TreeProperty> properties, TreeNode... children) {
    return Flat.tree(new TreeNode("", properties, List.of(children)));
  }

  private static List<TreeProperty> cells(long address, long size) {
    return List.of(Flat.cells("#address-cells", address), Flat.cells("#size-cells", size));
  }

  private static List<TreeProperty> chosen(DeviceTree tree) {
    return tree.root().child("chosen").orElseThrow().properties();
  }

  private static List<TreeProperty> edited(ChosenEdit edit, DeviceTree tree) throws Exception {
    return chosen(edit.apply(SOURCE, tree, NOWHERE));
  }

  private static TreeProperty property(DeviceTree tree, String name) {
    return tree.root().child("chosen").orElseThrow().property(name).orElseThrow();
  }

  @Test
  void chosenIsMadeIfItIsMissing() throws Exception {
    ChosenEdit edit = edit(Architecture.ARM64, INITRD, Optional.empty());
    DeviceTree tree = edit.apply(SOURCE, board(List.of(), Flat.node("cpus")), NOWHERE);
    assertThat(tree.root().children())
        .containsExactly(
            Flat.node("cpus"),
            Flat.node(
                "chosen",
                Flat.text("bootargs", "console=ttyAMA0"),
                Flat.cells("linux,initrd-start", 0, 0x4800_0000),
                Flat.cells("linux,initrd-end", 0, 0x4900_0000),
                KASLR,
                new TreeProperty("rng-seed", RANDOM)));
  }

  @Test
  void armHasAddressesOf32Bits() throws Exception {
    assertThat(edited(edit(Architecture.ARM, INITRD, Optional.empty()), board(List.of())))
        .contains(
            Flat.cells("linux,initrd-start", 0x4800_0000),
            Flat.cells("linux,initrd-end", 0x4900_0000));
  }

  @Test
  void commandLineKeepsItsBytes() throws Exception {
    ChosenEdit edit =
        new ChosenEdit(
            Architecture.ARM64, "a=\udcfc", NOWHERE, Optional.of(SEEDS), Optional.empty());
    DeviceTree tree = edit.apply(SOURCE, board(List.of()), NOWHERE);
    assertThat(property(tree, "bootargs").value())
        .isEqualTo(ByteBuffer.wrap(new byte[] {'a', '=', (byte) 0xfc, 0}));
  }

  @Test
  void commandLineThatWouldEndEarlyIsRefused() {
    ChosenEdit edit =
        new ChosenEdit(Architecture.ARM64, "a\0b", NOWHERE, Optional.of(SEEDS), Optional.empty());
    assertThatThrownBy(() -> edit.apply(SOURCE, board(List.of()), NOWHERE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatTheRunningKernelWasToldIsRemovedAndAllElseIsKept() throws Exception {
    TreeProperty stdout = Flat.text("stdout-path", "/pl011@9000000");
    TreeProperty systemTable = Flat.cells("linux,uefi-system-table", 1, 2);
    TreeProperty map = Flat.cells("linux,uefi-mmap-start", 3, 4);
    TreeNode module = Flat.node("module@1", Flat.text("bootargs", "its own"));
    TreeNode old =
        new TreeNode(
            "chosen",
            List.of(
                stdout,
                Flat.text("bootargs", "old"),
                Flat.text("bootargs", "older"),
                Flat.cells("linux,initrd-start", 1),
                Flat.cells("linux,initrd-end", 2),
                systemTable,
                Flat.cells("linux,elfcorehdr", 0, 1, 0, 1),
                Flat.cells("linux,usable-memory-range", 0, 1, 0, 1),
                Flat.cells("kaslr-seed", 0, 0),
                Flat.cells("linux,kaslr-seed", 0, 0),
                Flat.cells("rng-seed", 5),
                Flat.cells("linux,ima-kexec-buffer", 0, 1, 0, 1),
                Flat.cells("linux,kho-fdt", 0, 1, 0, 1),
                Flat.cells("linux,kho-scratch", 0, 1, 0, 1),
                map),
            List.of(module));
    TreeNode before = Flat.node("aliases", Flat.text("bootargs", "not this one"));
    TreeNode after = Flat.node("cpus", Flat.cells("rng-seed", 1));
    DeviceTree tree = board(cells(2, 2), before, old, after);
    DeviceTree changed =
        edit(Architecture.ARM64, NOWHERE, Optional.empty()).apply(SOURCE, tree, NOWHERE);
    assertThat(chosen(changed))
        .containsExactly(
            stdout,
            systemTable,
            map,
            Flat.text("bootargs", "console=ttyAMA0"),
            KASLR,
            new TreeProperty("rng-seed", RANDOM));
    assertThat(changed.root().children().get(1).children()).containsExactly(module);
    assertThat(changed.root().children().get(0)).isEqualTo(before);
    assertThat(changed.root().children().get(2)).isEqualTo(after);
    assertThat(changed.root().properties()).isEqualTo(tree.root().properties());
  }

  @Test
  void chosenMayHaveAUnitAddress() throws Exception {
    DeviceTree tree = board(List.of(), Flat.node("chosen@0"), Flat.node("chosen-two"));
    DeviceTree changed =
        edit(Architecture.ARM64, NOWHERE, Optional.empty()).apply(SOURCE, tree, NOWHERE);
    assertThat(changed.root().children())
        .extracting(TreeNode::name)
        .containsExactly("chosen@0", "chosen-two");
    assertThat(changed.root().children().get(0).properties()).hasSize(3);
    assertThat(changed.root().children().get(1)).isEqualTo(Flat.node("chosen-two"));
  }

  @Test
  void crashKernelIsToldInTheRootsCells() throws Exception {
    Range<MachineAddress> high = Range.machine(0x8_4000_0000L, 0x8_6000_0000L);
    Range<MachineAddress> low = Range.machine(0x7000_0000L, 0x7800_0000L);
    Range<MachineAddress> header = Range.machine(0x8_4000_0000L, 0x8_4000_1000L);
    ChosenEdit edit = edit(Architecture.ARM64, NOWHERE, crash(header, List.of(high, low)));
    assertThat(edited(edit, board(cells(2, 2))))
        .contains(
            Flat.cells("linux,elfcorehdr", 8, 0x4000_0000, 0, 0x1000),
            Flat.cells(
                "linux,usable-memory-range",
                8,
                0x4000_0000,
                0,
                0x2000_0000,
                0,
                0x7000_0000,
                0,
                0x800_0000));
    assertThat(edited(edit, board(cells(2, 1))))
        .contains(Flat.cells("linux,elfcorehdr", 8, 0x4000_0000, 0x1000));
  }

  @Test
  void largestNumberOfOneCellFits() throws Exception {
    Range<MachineAddress> range = Range.machine(0xffff_ffffL, 0x1_ffff_fffeL);
    assertThat(
            edited(
                edit(Architecture.ARM, NOWHERE, crash(range, List.of(range))), board(cells(1, 1))))
        .contains(Flat.cells("linux,elfcorehdr", 0xffff_ffffL, 0xffff_ffffL));
  }

  private static Fault refusal(ChosenEdit edit, DeviceTree tree) {
    return catchThrowableOfType(KexecException.class, () -> edit.apply(SOURCE, tree, NOWHERE))
        .fault();
  }

  @Test
  void addressesThatDoNotFitAreRefused() {
    Range<MachineAddress> low = Range.machine(0x1000, 0x2000);
    Range<MachineAddress> high = Range.machine(0x1_0000_0000L, 0x1_0000_1000L);
    Range<MachineAddress> large = Range.machine(0x1000, 0x2_0000_1000L);
    Range<MachineAddress> top = Range.machine(-0x2000, -0x1000);
    for (Range<MachineAddress> usable : List.of(high, large, top)) {
      Fault fault =
          refusal(
              edit(Architecture.ARM64, NOWHERE, crash(low, List.of(low, usable))),
              board(cells(1, 1)));
      assertThat(fault.code()).isEqualTo("device-tree-address");
      assertThat(fault.attempted()).contains("linux,usable-memory-range");
      assertThat(fault.cure()).contains("--mem-max");
    }
    assertThat(
            refusal(edit(Architecture.ARM, Optional.of(high), Optional.empty()), board(List.of())))
        .extracting(Fault::code, Fault::cause)
        .containsExactly(
            "device-tree-address", "0x100000000 has more than the 32 bits that a number has there");
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "3, 2", "-1, 1", "2, 0", "2, 3"})
  void cellsThatAreNotOneOrTwoAreRefusedForACrashKernel(int address, int size) {
    Range<MachineAddress> range = Range.machine(0x1000, 0x2000);
    ChosenEdit edit = edit(Architecture.ARM64, NOWHERE, crash(range, List.of(range)));
    assertThat(refusal(edit, board(cells(address, size))).code()).isEqualTo("device-tree-cells");
  }

  @Test
  void cellsThatAreMissingAreRefusedForACrashKernelAlone() throws Exception {
    Range<MachineAddress> range = Range.machine(0x1000, 0x2000);
    ChosenEdit edit = edit(Architecture.ARM64, NOWHERE, crash(range, List.of(range)));
    assertThatThrownBy(() -> edit.apply(SOURCE, board(List.of()), NOWHERE))
        .isInstanceOf(BadFileException.class)
        .hasMessageContaining("/sys/firmware/fdt")
        .hasMessageContaining("#address-cells");
    assertThat(edited(edit(Architecture.ARM64, INITRD, Optional.empty()), board(List.of())))
        .hasSize(5);
  }

  @Test
  void crashKernelNeedsMemory() {
    assertThatThrownBy(() -> crash(Range.machine(0, 1), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyTheReservationsOfTheOldInitrdAndTreeAreRemoved() throws Exception {
    DeviceTree.Reservation initrd = new DeviceTree.Reservation(0x4800_0000, 0x10_0000);
    DeviceTree.Reservation place = new DeviceTree.Reservation(0x4900_0000, 0x10_0000);
    DeviceTree.Reservation shorter = new DeviceTree.Reservation(0x4800_0000, 0xf_f000);
    DeviceTree.Reservation firmware = new DeviceTree.Reservation(-0x1000, 0x2000);
    TreeNode chosen =
        Flat.node(
            "chosen",
            Flat.cells("linux,initrd-start", 0, 0x4800_0000),
            Flat.cells("linux,initrd-end", 0x4810_0000));
    DeviceTree tree =
        Flat.tree(new TreeNode("", List.of(), List.of(chosen)), firmware, initrd, shorter, place);
    ChosenEdit edit = edit(Architecture.ARM64, NOWHERE, Optional.empty());
    assertThat(edit.apply(SOURCE, tree, NOWHERE).reservations())
        .containsExactly(firmware, shorter, place);
    Optional<Range<MachineAddress>> at = Optional.of(Range.machine(0x4900_0000, 0x4910_0000));
    assertThat(edit.apply(SOURCE, tree, at).reservations()).containsExactly(firmware, shorter);
  }

  @Test
  void initrdOfAnOddFormRemovesNoReservation() throws Exception {
    DeviceTree.Reservation kept = new DeviceTree.Reservation(0x1000, 0x1000);
    for (TreeProperty end :
        List.of(
            Flat.cells("linux,initrd-end"),
            Flat.cells("linux,initrd-end", 0, 0, 0x2000),
            Flat.cells("linux,initrd-end", 0),
            Flat.cells("linux,initrd-end", 0x1000),
            Flat.cells("unrelated"))) {
      TreeNode chosen = Flat.node("chosen", Flat.cells("linux,initrd-start", 0x1000), end);
      DeviceTree tree = Flat.tree(new TreeNode("", List.of(), List.of(chosen)), kept);
      ChosenEdit edit = edit(Architecture.ARM, NOWHERE, Optional.empty());
      assertThat(edit.apply(SOURCE, tree, NOWHERE).reservations()).containsExactly(kept);
    }
  }

  @Test
  void changedTwiceIsAsChangedOnce() throws Exception {
    Range<MachineAddress> range = Range.machine(0x1000, 0x2000);
    ChosenEdit first = edit(Architecture.ARM64, INITRD, crash(range, List.of(range)));
    ChosenEdit second = edit(Architecture.ARM64, NOWHERE, Optional.empty());
    DeviceTree tree = board(cells(2, 1), Flat.node("chosen"));
    DeviceTree twice = second.apply(SOURCE, first.apply(SOURCE, tree, NOWHERE), NOWHERE);
    assertThat(twice).isEqualTo(second.apply(SOURCE, tree, NOWHERE));
  }
}
