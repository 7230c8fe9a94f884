package kexec.sim.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.BootRequest;
import kexec.api.boot.ImageBuilder;
import kexec.api.boot.ImageBuilder.Place;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.base.fdt.ChosenEdit;
import kexec.base.fdt.DeviceTree;
import kexec.base.fdt.DeviceTreeWriter;
import kexec.base.fdt.TreeNode;
import kexec.base.fdt.TreeProperty;

/**
 * Places segments as Linux's Documentation/arch/arm64/booting.rst wants them, with a device tree of
 * nothing but {@code /chosen}.
 */
final class Arm64Protocol implements BootProtocol {

  static final long MIB = 1L << 20;
  static final long GIB = 1L << 30;

  private static final int STUB_BYTES = 0x28;
  private static final int HEADER = 64;
  private static final int TEXT_OFFSET = 8;
  private static final int IMAGE_SIZE = 16;
  private static final int MAGIC_AT = 56;
  private static final int MAGIC = 0x644d5241;
  private static final Range<MachineAddress> ANYWHERE = Range.machine(0, 1L << 48);

  /** Returns a kernel file with a header and 1 MiB of code. */
  static byte[] image(long textOffset) {
    ByteBuffer image = ByteBuffer.allocate((int) MIB).order(ByteOrder.LITTLE_ENDIAN);
    image.putLong(TEXT_OFFSET, textOffset).putLong(IMAGE_SIZE, 3 * MIB).putInt(MAGIC_AT, MAGIC);
    return image.array();
  }

  @Override
  public String name() {
    return "Image";
  }

  @Override
  public Architecture architecture() {
    return Architecture.ARM64;
  }

  @Override
  public Recognition recognise(BootFile file) {
    if (file.size() < HEADER) {
      return new Recognition.Foreign("it has no header");
    }
    ByteBuffer header = file.data().buffer(0, HEADER).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getInt(MAGIC_AT) != MAGIC) {
      return new Recognition.Foreign("no magic at 0x38");
    }
    long textOffset = header.getLong(TEXT_OFFSET);
    long size = header.getLong(IMAGE_SIZE);
    return new Recognition.Recognised(
        new KernelFacts(name(), architecture(), Optional.empty(), 2047, Map.of()),
        (request, image) -> build(textOffset, size, request, image));
  }

  private static void build(long textOffset, long size, BootRequest request, ImageBuilder image)
      throws KexecException {
    Optional<Range<MachineAddress>> header = image.coreHeader(RangeSet.empty());
    Place kernel =
        image.place(
            new SegmentRequest(SegmentRole.KERNEL, size, ANYWHERE, rule("the image is in RAM"))
                .aligned(2 * MIB, textOffset));
    kernel.fill(request.kernel().data());

    long window = kernel.start().value() & -GIB;
    SegmentData data = SegmentData.concat(request.initrds().stream().map(BootFile::data).toList());
    Place initrd =
        image.place(
            new SegmentRequest(
                    SegmentRole.INITRD,
                    data.size(),
                    Range.machine(window, window + 32 * GIB),
                    rule("the initrd lies within 32 GiB that have the kernel"))
                .highest());
    initrd.fill(data);

    Optional<ChosenEdit.Crash> crash =
        header.map(
            at -> new ChosenEdit.Crash(at, request.memory().crashRegion().stream().toList()));
    byte[] chosen = tree(request, Range.ofSize(initrd.start(), data.size()), crash);
    Place tree =
        image.place(new SegmentRequest(SegmentRole.DTB, chosen.length, ANYWHERE, rule("any RAM")));
    tree.fill(SegmentData.ofBytes(chosen));
    Place stub =
        image.place(new SegmentRequest(SegmentRole.STUB, STUB_BYTES, ANYWHERE, rule("any RAM")));
    stub.fill(SegmentData.ofBytes(stub(kernel.start(), tree.start())));
    Map<String, Long> registers = new LinkedHashMap<>();
    registers.put("x0", tree.start().value());
    List.of("x1", "x2", "x3").forEach(name -> registers.put(name, 0L));
    image.entry(new EntryState(stub.start(), kernel.start(), registers));
  }

  private static byte[] tree(
      BootRequest request, Range<MachineAddress> initrd, Optional<ChosenEdit.Crash> crash)
      throws KexecException {
    TreeNode root =
        new TreeNode("", List.of(cells("#address-cells"), cells("#size-cells")), List.of());
    ChosenEdit edit =
        new ChosenEdit(
            Architecture.ARM64,
            request.commandLine(),
            Optional.of(initrd),
            Optional.empty(),
            crash);
    return DeviceTreeWriter.write(
        edit.apply("of the test", new DeviceTree(root, List.of(), 0), Optional.empty()));
  }

  private static TreeProperty cells(String name) {
    return new TreeProperty(name, ByteBuffer.allocate(Integer.BYTES).putInt(0, 2));
  }

  /** ldr x17, 0x18; ldr x0, 0x20; mov x1 to x3, xzr; br x17. */
  private static byte[] stub(MachineAddress kernel, MachineAddress tree) {
    ByteBuffer stub = ByteBuffer.allocate(STUB_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    stub.putInt(0x5800_00d1).putInt(0x5800_00e0).putInt(0xaa1f_03e1);
    stub.putInt(0xaa1f_03e2).putInt(0xaa1f_03e3).putInt(0xd61f_0220);
    return stub.putLong(kernel.value()).putLong(tree.value()).array();
  }

  private static SegmentRequest.Rule rule(String reason) {
    return new SegmentRequest.Rule(reason, "");
  }
}
