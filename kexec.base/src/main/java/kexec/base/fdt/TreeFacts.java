package kexec.base.fdt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;

/**
 * What a device tree says about its machine. The lists are unmodifiable and in the order of the
 * tree; the ranges in them are not empty, but may overlap each other.
 *
 * <p>A kernel that EFI started knows its memory from EFI instead, and such a machine's tree often
 * has no memory.
 *
 * @param compatible the machine's names, the most specific first (Devicetree Specification v0.4,
 *     section 2.3.1); empty if the tree has none
 * @param model the manufacturer's name of it (section 2.3.2)
 * @param memory RAM: {@code reg} of the root's children with {@code device_type} memory (section
 *     3.4)
 * @param reserved parts of {@code /reserved-memory} with a place of their own (section 3.5). Those
 *     that each kernel places itself are not in it
 * @param reservations the memory reservation block (section 5.3)
 * @param output the serial port of {@code stdout-path} (section 3.6); empty if the tree names none
 *     whose place is known
 * @param psciMethod how the firmware is called (Linux,
 *     Documentation/devicetree/bindings/arm/psci.yaml, {@code method}); empty if it cannot be
 */
public record TreeFacts(
    List<String> compatible,
    Optional<String> model,
    List<Range<MachineAddress>> memory,
    List<Reserved> reserved,
    List<Range<MachineAddress>> reservations,
    Optional<SerialNode> output,
    Optional<String> psciMethod) {

  /** Copies the lists. */
  public TreeFacts {
    compatible = List.copyOf(compatible);
    memory = List.copyOf(memory);
    reserved = List.copyOf(reserved);
    reservations = List.copyOf(reservations);
  }

  /**
   * A part of the reserved memory.
   *
   * @param node the name of its node
   * @param range its addresses, not empty
   * @param noMap whether a kernel must not even map it ({@code no-map})
   * @param reusable whether a kernel may use it until its device needs it ({@code reusable})
   */
  public record Reserved(
      String node, Range<MachineAddress> range, boolean noMap, boolean reusable) {}

  /**
   * {@return the facts of a tree. Nodes whose status is not "okay" are left out, as Linux does}
   *
   * @param source where the tree was read from, for the texts of faults
   * @param tree the tree
   * @throws BadFileException if the size of addresses is unknown, a {@code reg} ends within a
   *     range, or a range extends beyond the address space
   */
  public static TreeFacts of(String source, DeviceTree tree) throws BadFileException {
    TreeNode root = tree.root();
    return new TreeFacts(
        root.property("compatible").map(TreeProperty::texts).orElse(List.of()),
        root.property("model").map(TreeProperty::text),
        memory(source, root),
        reserved(source, root),
        reservations(source, tree),
        SerialNode.standardOutput(root),
        root.child("psci").flatMap(psci -> psci.property("method")).map(TreeProperty::text));
  }

  private static List<Range<MachineAddress>> memory(String source, TreeNode root)
      throws BadFileException {
    List<Range<MachineAddress>> memory = new ArrayList<>();
    for (TreeNode node : root.children()) {
      Optional<String> type = node.property("device_type").map(TreeProperty::text);
      if (type.equals(Optional.of("memory"))) {
        memory.addAll(reg(source, root, node, "/" + node.name()));
      }
    }
    return memory;
  }

  private static List<Reserved> reserved(String source, TreeNode root) throws BadFileException {
    Optional<TreeNode> parent = root.child("reserved-memory");
    List<Reserved> reserved = new ArrayList<>();
    if (parent.isPresent()) {
      for (TreeNode node : parent.get().children()) {
        String where = "/reserved-memory/" + node.name();
        for (Range<MachineAddress> range : reg(source, parent.get(), node, where)) {
          boolean noMap = node.property("no-map").isPresent();
          boolean reusable = node.property("reusable").isPresent();
          reserved.add(new Reserved(node.name(), range, noMap, reusable));
        }
      }
    }
    return reserved;
  }

  /** {@return what the reg of a node says; nothing if it has none or is not available} */
  private static List<Range<MachineAddress>> reg(
      String source, TreeNode parent, TreeNode node, String where) throws BadFileException {
    Optional<TreeProperty> reg = node.property("reg");
    return reg.isPresent() && node.isAvailable()
        ? Cells.of(source, parent).ranges(source, "reg of " + where, reg.get().value())
        : List.of();
  }

  private static List<Range<MachineAddress>> reservations(String source, DeviceTree tree)
      throws BadFileException {
    List<Range<MachineAddress>> ranges = new ArrayList<>();
    for (DeviceTree.Reservation entry : tree.reservations()) {
      if (entry.size() != 0) {
        String where = "a memory reservation";
        ranges.add(Cells.range(source, where, entry.address(), entry.size()));
      }
    }
    return ranges;
  }
}
