package kexec.base.fdt;

import java.util.List;
import java.util.Optional;

/**
 * A node of a device tree.
 *
 * <p>The order of properties and of children is kept, and so are several of one name, which the
 * specification does not allow: of these, the first counts, as in Linux.
 *
 * @param name the name with its unit address, such as {@code memory@40000000}; empty for the root;
 *     characters U+0000 to U+00FF stand for bytes, U+0000 is not in it
 * @param properties unmodifiable
 * @param children unmodifiable
 */
public record TreeNode(String name, List<TreeProperty> properties, List<TreeNode> children) {

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if the name has other characters
   */
  public TreeNode {
    TreeProperty.checkName(name);
    properties = List.copyOf(properties);
    children = List.copyOf(children);
  }

  /**
   * {@return the first property of a name}
   *
   * @param wanted the name
   */
  public Optional<TreeProperty> property(String wanted) {
    return properties.stream().filter(property -> property.name().equals(wanted)).findFirst();
  }

  /**
   * {@return the first child of a name}
   *
   * @param wanted the name without a unit address; a child with any unit address has this name too
   */
  public Optional<TreeNode> child(String wanted) {
    return children.stream()
        .filter(child -> child.name().equals(wanted) || child.name().startsWith(wanted + "@"))
        .findFirst();
  }

  /** {@return whether what the node describes may be used: it has no other status than "okay"} */
  boolean isAvailable() {
    // "ok" is in no specification, but in trees, and Linux takes it.
    return property("status")
        .map(status -> List.of("okay", "ok").contains(status.text()))
        .orElse(true);
  }
}
