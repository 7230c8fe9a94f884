package kexec.fuzz;

import static kexec.fuzz.Oracle.require;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.arm.internal.SyntheticArm;
import kexec.base.fdt.Cells;
import kexec.base.fdt.ChosenEdit;
import kexec.base.fdt.DeviceTree;
import kexec.base.fdt.DeviceTreeReader;
import kexec.base.fdt.DeviceTreeWriter;
import kexec.base.fdt.TreeFacts;
import kexec.base.fdt.TreeNode;
import kexec.base.fdt.TreeProperty;

/** Flattened device trees: read, understood, changed for the next kernel, and written again. */
public final class DeviceTreeTarget {

  private static final String SOURCE = "the tree";

  private DeviceTreeTarget() {}

  /** Reads a tree. */
  public static void fuzzerTestOneInput(byte[] input) {
    Oracle.check(input.length, () -> run(input));
  }

  private static void run(byte[] input) throws Exception {
    DeviceTree tree = DeviceTreeReader.read(SOURCE, ByteBuffer.wrap(input));
    byte[] written = DeviceTreeWriter.write(tree);
    DeviceTree again = DeviceTreeReader.read(SOURCE, ByteBuffer.wrap(written));
    require(again.equals(tree), "another tree was read again");
    require(
        Arrays.equals(DeviceTreeWriter.write(again), written), "another tree was written again");
    try {
      TreeFacts.of(SOURCE, tree);
    } catch (KexecException e) {
      require(!e.fault().cure().isBlank(), e);
    }
    ranges(tree.root());
    for (Architecture architecture : List.of(Architecture.ARM64, Architecture.ARM)) {
      edit(architecture, tree);
    }
  }

  private static void ranges(TreeNode node) throws KexecException {
    for (TreeNode child : node.children()) {
      Optional<TreeProperty> places = child.property("reg");
      if (places.isPresent()) {
        Cells.of(SOURCE, node).ranges(SOURCE, "reg", places.get().value());
      }
    }
  }

  private static void edit(Architecture architecture, DeviceTree tree) throws KexecException {
    ChosenEdit edit =
        new ChosenEdit(
            architecture,
            "quiet",
            Optional.of(Range.machine(0x48000000, 0x49000000)),
            Optional.empty(),
            Optional.empty());
    try {
      DeviceTree edited = edit.apply(SOURCE, tree, Optional.empty());
      byte[] written = DeviceTreeWriter.write(edited);
      require(
          DeviceTreeReader.read(SOURCE, ByteBuffer.wrap(written)).equals(edited),
          "an edited tree is read as another one");
    } catch (KexecException e) {
      require(!e.fault().cure().isBlank(), e);
    }
  }

  static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    seeds.add(SyntheticArm.tree());
    seeds.add(
        DeviceTreeWriter.write(
            new DeviceTree(new TreeNode("", List.of(), List.of()), List.of(), 0)));
    seeds.add(DeviceTreeWriter.write(machine()));
    return seeds;
  }

  private static DeviceTree machine() {
    TreeNode memory =
        new TreeNode(
            "memory@40000000",
            List.of(text("device_type", "memory"), cells("reg", 0, 0x40000000, 0, 0x40000000)),
            List.of());
    TreeNode kept =
        new TreeNode(
            "kept@50000000",
            List.of(cells("reg", 0, 0x50000000, 0, 0x100000), text("no-map", "")),
            List.of());
    TreeNode reserved =
        new TreeNode(
            "reserved-memory",
            List.of(cells("#address-cells", 2), cells("#size-cells", 2), cells("ranges")),
            List.of(kept));
    TreeNode psci =
        new TreeNode(
            "psci", List.of(text("compatible", "arm,psci-1.0"), text("method", "smc")), List.of());
    TreeNode chosen =
        new TreeNode(
            "chosen",
            List.of(
                text("stdout-path", "serial0:115200n8"),
                cells("linux,usable-memory-range", 0, 0x70000000, 0, 0x8000000),
                cells("kaslr-seed", 1, 2)),
            List.of());
    TreeNode aliases =
        new TreeNode("aliases", List.of(text("serial0", "/serial@9000000")), List.of());
    TreeNode serial =
        new TreeNode(
            "serial@9000000",
            List.of(
                text("compatible", "ns16550a"),
                cells("reg", 0, 0x9000000, 0, 0x1000),
                cells("reg-shift", 2),
                cells("current-speed", 115200)),
            List.of());
    return new DeviceTree(
        new TreeNode(
            "",
            List.of(
                cells("#address-cells", 2),
                cells("#size-cells", 2),
                text("compatible", "sample,board")),
            List.of(chosen, aliases, memory, reserved, psci, serial)),
        List.of(new DeviceTree.Reservation(0x60000000, 0x10000)),
        0);
  }

  private static TreeProperty text(String name, String text) {
    return new TreeProperty(name, ByteBuffer.wrap(Text.bytes(text.isEmpty() ? "" : text + "\0")));
  }

  private static TreeProperty cells(String name, int... cells) {
    ByteBuffer value = ByteBuffer.allocate(cells.length * Integer.BYTES);
    for (int cell : cells) {
      value.putInt(cell);
    }
    return new TreeProperty(name, value.flip());
  }
}
