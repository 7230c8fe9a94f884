package kexec.base.fdt;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.fault.BadFileException;

/**
 * A serial port (Devicetree Specification v0.4, section 4.2.1). Nothing of it is checked.
 *
 * @param compatible what it is like, the most specific first
 * @param address its first register, unsigned
 * @param shift {@code reg-shift}; 0 if it is not given
 * @param width {@code reg-io-width} in bytes; 1 if it is not given
 */
public record SerialNode(List<String> compatible, long address, long shift, long width) {

  /** Copies the list. */
  public SerialNode {
    compatible = List.copyOf(compatible);
  }

  /** {@return the port that {@code /chosen} names for output, if its place is known} */
  static Optional<SerialNode> standardOutput(TreeNode root) {
    return root.child("chosen")
        .flatMap(chosen -> chosen.property("stdout-path"))
        .map(property -> property.text().split(":", 2)[0])
        .flatMap(name -> path(root, name))
        .flatMap(SerialNode::of);
  }

  /** {@return the nodes from the root to the one with a path or an alias} */
  private static Optional<List<TreeNode>> path(TreeNode root, String name) {
    String path = name;
    if (!name.startsWith("/")) {
      Optional<String> alias =
          root.child("aliases").flatMap(aliases -> aliases.property(name)).map(TreeProperty::text);
      if (alias.isEmpty()) {
        return Optional.empty();
      }
      path = alias.get();
    }
    List<TreeNode> nodes = new ArrayList<>(List.of(root));
    for (String step : path.split("/", -1)) {
      if (!step.isEmpty()) {
        Optional<TreeNode> child = nodes.get(nodes.size() - 1).child(step);
        if (child.isEmpty()) {
          return Optional.empty();
        }
        nodes.add(child.get());
      }
    }
    return Optional.of(nodes);
  }

  private static Optional<SerialNode> of(List<TreeNode> nodes) {
    TreeNode port = nodes.get(nodes.size() - 1);
    OptionalLong address = address(nodes);
    return address.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SerialNode(
                port.property("compatible").map(TreeProperty::texts).orElse(List.of()),
                address.getAsLong(),
                number(port, "reg-shift", 0),
                number(port, "reg-io-width", 1)));
  }

  private static long number(TreeNode node, String name, long standard) {
    return node.property(name)
        .map(TreeProperty::value)
        .filter(value -> value.limit() == Integer.BYTES)
        .map(value -> Integer.toUnsignedLong(value.getInt()))
        .orElse(standard);
  }

  /** Translates the address of the first register through the buses above (section 2.3.8). */
  private static OptionalLong address(List<TreeNode> nodes) {
    int last = nodes.size() - 1;
    Optional<TreeProperty> reg = nodes.get(last).property("reg");
    if (last == 0 || reg.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      OptionalLong address = Cells.of("", nodes.get(last - 1)).firstAddress(reg.get().value());
      for (int bus = last - 1; bus > 0 && address.isPresent(); bus--) {
        Optional<TreeProperty> ranges = nodes.get(bus).property("ranges");
        if (ranges.isEmpty()) {
          return OptionalLong.empty();
        }
        ByteBuffer map = ranges.get().value();
        if (map.hasRemaining()) {
          address =
              Cells.of("", nodes.get(bus))
                  .translated(map, Cells.of("", nodes.get(bus - 1)), address.getAsLong());
        }
      }
      return address;
    } catch (BadFileException e) {
      // Only the messages before the kernel starts are lost.
      return OptionalLong.empty();
    }
  }
}
