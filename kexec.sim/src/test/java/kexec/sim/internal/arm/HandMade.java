package kexec.sim.internal.arm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import kexec.api.machine.ExecutionReport.Check;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.base.fdt.DeviceTree;
import kexec.base.fdt.DeviceTreeWriter;
import kexec.base.fdt.TreeNode;
import kexec.base.fdt.TreeProperty;
import kexec.sim.internal.SimPlans;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.image.ImageSegment;
import kexec.sim.internal.machine.Checks;
import kexec.sim.internal.machine.EntryRunner;
import kexec.sim.internal.machine.StartedImage;
import kexec.sim.internal.memory.SparseMemory;

/** An image made by hand, as a test changes it before it is run. */
final class HandMade {

  static final long PAGE = 0x1000;
  static final long INITRD = 0x4400_0000L;
  static final int INITRD_BYTES = 0x5123;
  static final long TREE = 0x4500_0000L;
  static final long HEADER = 0x47ff_f000L;

  /** A segment, filled with zeros behind its content. */
  record Piece(long start, long size, ByteBuffer content) {

    Piece(long start, long size, byte[] content) {
      this(start, size, ByteBuffer.wrap(content));
    }
  }

  final Map<SegmentRole, Piece> pieces = new EnumMap<>(SegmentRole.class);

  /** What /chosen has. */
  final Map<String, ByteBuffer> chosen = new LinkedHashMap<>();

  final Map<String, Long> registers = new LinkedHashMap<>();
  final SparseMemory memory = new SparseMemory(PageSize.KIB_4);
  Slot slot = Slot.DEFAULT;
  int rootCells = 2;
  long entry;
  long kernelEntry;

  private final Architecture architecture;

  HandMade(Architecture architecture) {
    this.architecture = architecture;
    pieces.put(SegmentRole.INITRD, new Piece(INITRD, 0x6000, new byte[INITRD_BYTES]));
    chosen.put(
        "bootargs", ByteBuffer.wrap("console=ttyAMA0\0".getBytes(StandardCharsets.US_ASCII)));
    chosen.put("linux,initrd-start", address(INITRD));
    chosen.put("linux,initrd-end", address(INITRD + INITRD_BYTES));
  }

  /** A number of the size of an address. */
  ByteBuffer address(long value) {
    return architecture.is64Bit() ? numbers(value) : ByteBuffer.allocate(4).putInt(0, (int) value);
  }

  static ByteBuffer numbers(long... values) {
    ByteBuffer all = ByteBuffer.allocate(values.length * Long.BYTES);
    for (long value : values) {
      all.putLong(value);
    }
    return all.flip();
  }

  void crash(long usableEnd) {
    slot = Slot.CRASH;
    pieces.put(SegmentRole.ELFCOREHDR, new Piece(HEADER, PAGE, new byte[0x200]));
    chosen.put("linux,elfcorehdr", numbers(HEADER, 0x200));
    chosen.put("linux,usable-memory-range", numbers(0x4000_0000L, usableEnd - 0x4000_0000L));
  }

  void withoutInitrd() {
    pieces.remove(SegmentRole.INITRD);
    chosen.remove("linux,initrd-start");
    chosen.remove("linux,initrd-end");
  }

  byte[] tree() {
    List<TreeProperty> told = new ArrayList<>();
    chosen.forEach((name, value) -> told.add(new TreeProperty(name, value)));
    ByteBuffer cells = ByteBuffer.allocate(4).putInt(0, rootCells);
    TreeNode root =
        new TreeNode(
            "",
            List.of(
                new TreeProperty("#address-cells", cells), new TreeProperty("#size-cells", cells)),
            List.of(new TreeNode("chosen", told, List.of())));
    return DeviceTreeWriter.write(new DeviceTree(root, List.of(), 0));
  }

  /** Runs the image with its tree, if no other one was put. */
  List<Check> run(EntryRunner runner) {
    pieces.putIfAbsent(SegmentRole.DTB, new Piece(TREE, PAGE, tree()));
    List<ImageSegment> segments = new ArrayList<>();
    pieces.forEach(
        (role, piece) -> {
          byte[] whole = new byte[(int) piece.size()];
          byte[] content = piece.content().array();
          System.arraycopy(content, 0, whole, 0, content.length);
          memory.poke(piece.start(), whole);
          segments.add(
              new ImageSegment(
                  role,
                  Range.machine(piece.start(), piece.start() + piece.size()),
                  content.length,
                  SimPlans.digest(content)));
        });
    MachineAddress jump = new MachineAddress(entry);
    Image image =
        new Image(
            slot,
            architecture,
            "console=ttyAMA0",
            new EntryState(jump, new MachineAddress(kernelEntry), registers),
            segments,
            OptionalLong.empty(),
            OptionalLong.empty());
    Checks checks = new Checks();
    runner.run(new StartedImage(image, memory, jump), checks);
    return checks.all();
  }

  static List<Check> failed(List<Check> checks) {
    return checks.stream().filter(check -> !check.passed()).toList();
  }
}
