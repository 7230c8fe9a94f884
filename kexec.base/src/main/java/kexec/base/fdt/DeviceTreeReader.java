package kexec.base.fdt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kexec.api.fault.BadFileException;
import kexec.api.plan.SegmentData;

/**
 * Reads a flattened device tree (Devicetree Specification v0.4, chapter 5), version 17 or 16.
 *
 * <p>Nothing in the data is trusted: memory is allocated in proportion to the data, of which no
 * more than {@value #LONGEST} bytes are read.
 */
public final class DeviceTreeReader {

  /**
   * The longest tree, in bytes: arm64 kernels take no more (Linux,
   * Documentation/arch/arm64/booting.rst, section 2), and arm kernels map as much.
   */
  public static final int LONGEST = 2 << 20;

  /** The deepest node; the root has depth 1. Linux reads no deeper (drivers/of/fdt.c). */
  public static final int DEEPEST = 64;

  /** The specification has 31 characters and a unit address, and trees have more. */
  static final int LONGEST_NAME = 255;

  // Section 5.2: the header, of 32-bit fields.
  static final int MAGIC = 0xd00dfeed;
  static final int TOTALSIZE = 4;
  static final int OFF_DT_STRUCT = 8;
  static final int OFF_DT_STRINGS = 12;
  static final int OFF_MEM_RSVMAP = 16;
  static final int VERSION = 20;
  static final int LAST_COMP_VERSION = 24;
  static final int BOOT_CPUID_PHYS = 28;
  static final int SIZE_DT_STRINGS = 32;
  static final int SIZE_DT_STRUCT = 36;

  /** Bytes of the header of version 17; version 16 lacks the last field. */
  static final int HEADER = 40;

  static final int NEWEST = 17;
  static final int OLDEST = 16;

  // Section 5.4.1: tokens.
  static final int FDT_BEGIN_NODE = 1;
  static final int FDT_END_NODE = 2;
  static final int FDT_PROP = 3;
  static final int FDT_NOP = 4;
  static final int FDT_END = 9;

  private final String source;
  private final ByteBuffer tree;
  private final ByteBuffer strings;
  private final Map<Integer, String> names = new HashMap<>();
  private final Deque<OpenNode> open = new ArrayDeque<>();

  /** Empty until the root has ended; then the root. */
  private final List<TreeNode> roots = new ArrayList<>();

  private DeviceTreeReader(String source, ByteBuffer data) throws BadFileException {
    this.source = source;
    this.tree = data.slice(0, checkedSize(data));
    this.strings = block("strings", OFF_DT_STRINGS, word(SIZE_DT_STRINGS), 1);
  }

  /**
   * {@return the tree in some data}
   *
   * @param source where the data is from, for the texts of faults
   * @param data the tree; what follows its {@code totalsize} is ignored
   * @throws BadFileException if it is not a device tree of a version that is read, is incomplete or
   *     corrupt, or if its file was truncated meanwhile
   */
  public static DeviceTree read(String source, SegmentData data) throws BadFileException {
    ByteBuffer copy = ByteBuffer.allocate((int) Math.min(data.size(), LONGEST));
    data.slice(0, copy.capacity()).read(copy::put);
    return read(source, copy.flip());
  }

  /**
   * {@return the tree in a buffer}
   *
   * @param source where the data is from, for the texts of faults
   * @param data the tree from the buffer's position to its limit, which are not changed; what
   *     follows its {@code totalsize} is ignored. Nothing refers to it afterwards
   * @throws BadFileException if it is not a device tree of a version that is read, or is incomplete
   *     or corrupt
   */
  public static DeviceTree read(String source, ByteBuffer data) throws BadFileException {
    DeviceTreeReader reader = new DeviceTreeReader(source, data.slice());
    List<DeviceTree.Reservation> reservations = reader.reservations();
    return new DeviceTree(reader.structure(), reservations, reader.tree.getInt(BOOT_CPUID_PHYS));
  }

  /** {@return totalsize, after the checks of the header that need nothing else} */
  private int checkedSize(ByteBuffer data) throws BadFileException {
    if (data.limit() < Integer.BYTES || data.getInt(0) != MAGIC) {
      throw bad("device-tree-magic", "it does not start with 0xd00dfeed");
    }
    if (data.limit() < HEADER) {
      throw bad(
          "device-tree-truncated", "it has " + data.limit() + " bytes, too few for its header");
    }
    long size = Integer.toUnsignedLong(data.getInt(TOTALSIZE));
    long version = Integer.toUnsignedLong(data.getInt(VERSION));
    long compatible = Integer.toUnsignedLong(data.getInt(LAST_COMP_VERSION));
    if (version < OLDEST || compatible > NEWEST || compatible > version) {
      throw bad(
          "device-tree-version",
          "it has version %s, which is compatible with %s; %s to %s are read"
              .formatted(version, compatible, OLDEST, NEWEST));
    }
    if (size > LONGEST) {
      throw bad(
          "device-tree-too-large",
          "its totalsize is 0x%x bytes; kernels take 0x%x at most".formatted(size, LONGEST));
    }
    if (size > data.limit()) {
      throw bad(
          "device-tree-truncated",
          "its totalsize is 0x%x bytes, and 0x%x are there".formatted(size, data.limit()));
    }
    if (size < HEADER) {
      throw bad("device-tree-block", "its totalsize, %s bytes, ends in its header".formatted(size));
    }
    return (int) size;
  }

  private long word(int field) {
    return Integer.toUnsignedLong(tree.getInt(field));
  }

  /** {@return a block from position 0 to its limit} */
  private ByteBuffer block(String what, int field, long size, int alignment)
      throws BadFileException {
    long at = word(field);
    // Both are below 2^32, so that the sum does not overflow.
    if (at + size > tree.limit() || at % alignment != 0) {
      throw bad(
          "device-tree-block",
          "its %s block, 0x%x bytes at 0x%x, is not within its totalsize of 0x%x, or not aligned to %s"
              .formatted(what, size, at, tree.limit(), alignment));
    }
    return tree.slice((int) at, (int) size);
  }

  /** {@return the size of a block that ends by itself: to the end of the tree} */
  private long rest(int field) {
    return Math.max(tree.limit() - word(field), 0);
  }

  private List<DeviceTree.Reservation> reservations() throws BadFileException {
    ByteBuffer in = block("memory reservation", OFF_MEM_RSVMAP, rest(OFF_MEM_RSVMAP), Long.BYTES);
    List<DeviceTree.Reservation> all = new ArrayList<>();
    while (in.remaining() >= 2 * Long.BYTES) {
      long address = in.getLong();
      long size = in.getLong();
      if (address == 0 && size == 0) {
        return all;
      }
      all.add(new DeviceTree.Reservation(address, size));
    }
    throw bad("device-tree-reservations", "its memory reservation block has no end");
  }

  /** A node whose end has not been read. */
  private record OpenNode(String name, List<TreeProperty> properties, List<TreeNode> children) {}

  private TreeNode structure() throws BadFileException {
    boolean sized = word(VERSION) >= NEWEST;
    long size = sized ? word(SIZE_DT_STRUCT) : rest(OFF_DT_STRUCT);
    ByteBuffer in = block("structure", OFF_DT_STRUCT, size, Integer.BYTES);
    while (in.remaining() >= Integer.BYTES) {
      int at = in.position();
      int token = in.getInt();
      switch (token) {
        case FDT_NOP -> {}
        case FDT_BEGIN_NODE -> beginNode(in, at);
        case FDT_PROP -> addProperty(in, at);
        case FDT_END_NODE -> endNode(at);
        case FDT_END -> {
          if (roots.isEmpty() || !open.isEmpty()) {
            throw badNesting("the tree ends before its root does", at);
          }
          return roots.get(0);
        }
        default ->
            throw bad(
                "device-tree-token",
                "0x%x at 0x%x of its structure block is no token".formatted(token, at));
      }
    }
    throw badNesting("no FDT_END is there", in.position());
  }

  private void beginNode(ByteBuffer in, int at) throws BadFileException {
    if (!roots.isEmpty()) {
      throw badNesting("a second root begins", at);
    }
    if (open.size() == DEEPEST) {
      throw bad(
          "device-tree-too-deep",
          "the node at 0x%x of its structure block is below %s others".formatted(at, DEEPEST));
    }
    String name = name(in, in.position(), "a node in its structure block");
    skip(in, name.length() + 1);
    open.push(new OpenNode(name, new ArrayList<>(), new ArrayList<>()));
  }

  private void addProperty(ByteBuffer in, int at) throws BadFileException {
    OpenNode node = open.peek();
    if (node == null) {
      throw badNesting("a property is in no node", at);
    }
    if (!node.children().isEmpty()) {
      throw badNesting("a property follows a child of its node", at);
    }
    node.properties().add(property(in, at));
  }

  private void endNode(int at) throws BadFileException {
    OpenNode node = open.poll();
    if (node == null) {
      throw badNesting("a node ends that did not begin", at);
    }
    OpenNode parent = open.peek();
    (parent == null ? roots : parent.children())
        .add(new TreeNode(node.name(), node.properties(), node.children()));
  }

  private BadFileException badNesting(String what, int at) {
    return bad("device-tree-nesting", "%s (at 0x%x of its structure block)".formatted(what, at));
  }

  private TreeProperty property(ByteBuffer in, int at) throws BadFileException {
    if (in.remaining() < 2 * Integer.BYTES) {
      throw badProperty(at, "ends within its length and name");
    }
    long length = Integer.toUnsignedLong(in.getInt());
    int nameAt = in.getInt();
    if (length > in.remaining()) {
      throw badProperty(at, "has 0x%x bytes, which is beyond the end".formatted(length));
    }
    TreeProperty property =
        new TreeProperty(propertyName(nameAt), in.slice(in.position(), (int) length));
    skip(in, (int) length);
    return property;
  }

  private BadFileException badProperty(int at, String what) {
    return bad(
        "device-tree-property",
        "the property at 0x%x of its structure block %s".formatted(at, what));
  }

  private String propertyName(int at) throws BadFileException {
    String known = names.get(at);
    if (known != null) {
      return known;
    }
    if (Integer.compareUnsigned(at, strings.limit()) >= 0) {
      throw bad(
          "device-tree-name",
          "the name of a property is at 0x%x of its strings block, which has 0x%x bytes"
              .formatted(at, strings.limit()));
    }
    String name = name(strings, at, "a property in its strings block");
    names.put(at, name);
    return name;
  }

  /** {@return the name at an offset, which is not above the block's limit} */
  private String name(ByteBuffer block, int at, String of) throws BadFileException {
    int most = Math.min(block.limit() - at, LONGEST_NAME + 1);
    for (int length = 0; length < most; length++) {
      if (block.get(at + length) == 0) {
        byte[] name = new byte[length];
        block.get(at, name);
        return new String(name, StandardCharsets.ISO_8859_1);
      }
    }
    throw bad(
        "device-tree-name",
        "the name of %s, at 0x%x, has no end, or more than %s characters"
            .formatted(of, at, LONGEST_NAME));
  }

  /** Skips bytes that are there, and the padding after them if it is. */
  private static void skip(ByteBuffer in, int bytes) {
    in.position(Math.min(in.position() + pad(bytes), in.limit()));
  }

  /** {@return bytes with the padding that the structure block has after them} */
  static int pad(int bytes) {
    return (bytes + Integer.BYTES - 1) & -Integer.BYTES;
  }

  private BadFileException bad(String code, String cause) {
    return TreeFault.of(code, source, cause);
  }
}
