package kexec.base.fdt;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;

/**
 * How many 32-bit cells an address and a size have in the children of a node (Devicetree
 * Specification v0.4, section 2.3.5).
 *
 * @param address 1 or 2
 * @param size 1 or 2
 */
public record Cells(int address, int size) {

  private static final int MOST = 2;

  /**
   * {@return what a node says}
   *
   * <p>The defaults of the specification are not used: both are required in the root and in {@code
   * /reserved-memory} (tables 3.1 and 3.3), and Linux has another default for addresses than the
   * specification.
   *
   * @param source where the tree was read from
   * @param node the parent of what the cells are for
   * @throws BadFileException if it does not say it, or says neither 1 nor 2
   */
  public static Cells of(String source, TreeNode node) throws BadFileException {
    return new Cells(read(source, node, "#address-cells"), read(source, node, "#size-cells"));
  }

  private static int read(String source, TreeNode node, String name) throws BadFileException {
    ByteBuffer value =
        node.property(name).map(TreeProperty::value).orElseGet(() -> ByteBuffer.allocate(0));
    int cells = value.limit() == Integer.BYTES ? value.getInt() : 0;
    if (cells < 1 || cells > MOST) {
      throw TreeFault.of(
          "device-tree-cells",
          source,
          "the node /%s has no %s of 1 or 2, so that addresses there have no certain form"
              .formatted(node.name(), name));
    }
    return cells;
  }

  /**
   * {@return the ranges in a value, without those of size zero}
   *
   * @param source where the tree was read from
   * @param where the property and its node, for the text of a fault
   * @param value pairs of an address and a size, from the buffer's position to its limit
   * @throws BadFileException if it ends within a pair, or a range extends beyond the address space
   */
  public List<Range<MachineAddress>> ranges(String source, String where, ByteBuffer value)
      throws BadFileException {
    if (value.remaining() % ((address + size) * Integer.BYTES) != 0) {
      throw TreeFault.of(
          "device-tree-reg",
          source,
          "%s has %s bytes, and an address and a size there have %s"
              .formatted(where, value.remaining(), (address + size) * Integer.BYTES));
    }
    List<Range<MachineAddress>> ranges = new ArrayList<>();
    while (value.hasRemaining()) {
      long start = number(value, address);
      long length = number(value, size);
      if (length != 0) {
        ranges.add(range(source, where, start, length));
      }
    }
    return ranges;
  }

  /**
   * {@return a range}
   *
   * @throws BadFileException if it extends beyond the address space
   */
  static Range<MachineAddress> range(String source, String where, long start, long size)
      throws BadFileException {
    // The end is an address too, see Range.
    if (Long.compareUnsigned(start + size, start) < 0) {
      throw TreeFault.of(
          "device-tree-reg",
          source,
          "%s has 0x%x bytes at 0x%x, which is beyond the 64-bit address space"
              .formatted(where, size, start));
    }
    return Range.machine(start, start + size);
  }

  /**
   * {@return the address of the first range in a value; empty if the value is too short}
   *
   * @param value pairs of an address and a size
   */
  OptionalLong firstAddress(ByteBuffer value) {
    return value.remaining() < (address + size) * Integer.BYTES
        ? OptionalLong.empty()
        : OptionalLong.of(number(value, address));
  }

  /**
   * {@return an address of this bus as its parent sees it (Devicetree Specification v0.4, section
   * 2.3.8); empty if the parent does not see it}
   *
   * @param map {@code ranges} of the bus
   * @param parent the cells of the parent bus
   * @param child the address
   */
  OptionalLong translated(ByteBuffer map, Cells parent, long child) {
    int row = (address + parent.address() + size) * Integer.BYTES;
    while (map.remaining() >= row) {
      long from = number(map, address);
      long to = number(map, parent.address());
      long length = number(map, size);
      if (Long.compareUnsigned(child - from, length) < 0) {
        return OptionalLong.of(child - from + to);
      }
    }
    return OptionalLong.empty();
  }

  private static long number(ByteBuffer value, int cells) {
    return cells == 1 ? Integer.toUnsignedLong(value.getInt()) : value.getLong();
  }

  /**
   * {@return a property with pairs of an address and a size}
   *
   * @param name its name
   * @param ranges the ranges, in this order
   * @throws KexecException if a number has more bits than its cells
   */
  TreeProperty property(String name, List<Range<MachineAddress>> ranges) throws KexecException {
    ByteBuffer value = ByteBuffer.allocate(ranges.size() * (address + size) * Integer.BYTES);
    for (Range<MachineAddress> range : ranges) {
      put(value, name, range.start().value(), address);
      put(value, name, range.size(), size);
    }
    return new TreeProperty(name, value.flip());
  }

  /**
   * Appends a number.
   *
   * @param name the property, for the text of a fault
   * @throws KexecException if the number has more bits than its cells
   */
  static void put(ByteBuffer value, String name, long number, int cells) throws KexecException {
    if (cells == MOST) {
      value.putLong(number);
    } else if (number >>> Integer.SIZE == 0) {
      value.putInt((int) number);
    } else {
      throw new KexecException(
          new Fault(
              "device-tree-address",
              "write %s to the device tree".formatted(name),
              "0x%x has more than the 32 bits that a number has there".formatted(number),
              "Place the image below 4 GiB with --mem-max, and let crashkernel= reserve memory"
                  + " there, or name a device tree with cells of 64 bits."));
    }
  }
}
