package kexec.base.fdt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a flattened device tree of version 17 (Devicetree Specification v0.4, chapter 5): its
 * header, the memory reservations, the structure and the strings, each of which is there once.
 */
public final class DeviceTreeWriter {

  private final Map<String, Integer> strings = new LinkedHashMap<>();
  private int stringsSize;

  private DeviceTreeWriter() {}

  /**
   * {@return the flattened tree. Its blocks and its size are aligned to eight bytes, without other
   * room between or after them}
   *
   * @param tree the tree; its depth is a depth of recursion here
   * @throws ArithmeticException if the result would exceed 2 GiB
   */
  public static byte[] write(DeviceTree tree) {
    return new DeviceTreeWriter().flatten(tree);
  }

  private byte[] flatten(DeviceTree tree) {
    collectStrings(tree.root());
    int structureAt =
        Math.addExact(
            DeviceTreeReader.HEADER,
            Math.multiplyExact(tree.reservations().size() + 1, 2 * Long.BYTES));
    int structureSize = Math.addExact(size(tree.root()), Integer.BYTES);
    int stringsAt = align(Math.addExact(structureAt, structureSize));
    int size = align(Math.addExact(stringsAt, stringsSize));
    ByteBuffer out = ByteBuffer.allocate(size);
    out.putInt(DeviceTreeReader.MAGIC).putInt(size).putInt(structureAt).putInt(stringsAt);
    out.putInt(DeviceTreeReader.HEADER);
    out.putInt(DeviceTreeReader.NEWEST).putInt(DeviceTreeReader.OLDEST).putInt(tree.bootCpu());
    out.putInt(stringsSize).putInt(structureSize);
    tree.reservations().forEach(entry -> out.putLong(entry.address()).putLong(entry.size()));
    put(out.position(structureAt), tree.root());
    out.putInt(DeviceTreeReader.FDT_END);
    strings.forEach((name, at) -> out.put(stringsAt + at, bytes(name)));
    return out.array();
  }

  private void collectStrings(TreeNode node) {
    for (TreeProperty property : node.properties()) {
      if (strings.putIfAbsent(property.name(), stringsSize) == null) {
        stringsSize = Math.addExact(stringsSize, property.name().length() + 1);
      }
    }
    node.children().forEach(this::collectStrings);
  }

  private static int size(TreeNode node) {
    int size = 2 * Integer.BYTES + DeviceTreeReader.pad(node.name().length() + 1);
    for (TreeProperty property : node.properties()) {
      int length = DeviceTreeReader.pad(property.value().limit());
      size = Math.addExact(size, Math.addExact(3 * Integer.BYTES, length));
    }
    for (TreeNode child : node.children()) {
      size = Math.addExact(size, size(child));
    }
    return size;
  }

  private void put(ByteBuffer out, TreeNode node) {
    out.putInt(DeviceTreeReader.FDT_BEGIN_NODE).put(bytes(node.name())).put((byte) 0);
    out.position(DeviceTreeReader.pad(out.position()));
    for (TreeProperty property : node.properties()) {
      ByteBuffer value = property.value();
      out.putInt(DeviceTreeReader.FDT_PROP).putInt(value.limit());
      out.putInt(strings.getOrDefault(property.name(), 0)).put(value);
      out.position(DeviceTreeReader.pad(out.position()));
    }
    node.children().forEach(child -> put(out, child));
    out.putInt(DeviceTreeReader.FDT_END_NODE);
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static int align(int size) {
    return Math.addExact(size, Long.BYTES - 1) & -Long.BYTES;
  }
}
