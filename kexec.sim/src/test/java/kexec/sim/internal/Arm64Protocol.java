package kexec.sim.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.BootRequest;
import kexec.api.boot.ImageBuilder;
import kexec.api.boot.ImageBuilder.Place;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;

/**
 * Places segments as Linux's Documentation/arch/arm64/booting.rst wants them. In place of a device
 * tree it writes four numbers: start and end of the initrd and of the ELF core header.
 */
final class Arm64Protocol implements BootProtocol {

  static final long MIB = 1L << 20;
  static final long GIB = 1L << 30;

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

  private static void build(long textOffset, long size, BootRequest request, ImageBuilder image) {
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

    Place tree = image.place(new SegmentRequest(SegmentRole.DTB, 32, ANYWHERE, rule("any RAM")));
    tree.fill(tree(Range.ofSize(initrd.start(), data.size()), header));
    image.entry(new EntryState(kernel.start(), kernel.start(), Map.of("x0", tree.start().value())));
  }

  private static SegmentData tree(
      Range<MachineAddress> initrd, Optional<Range<MachineAddress>> header) {
    ByteBuffer tree = ByteBuffer.allocate(32);
    tree.putLong(initrd.start().value()).putLong(initrd.end().value());
    header.ifPresent(at -> tree.putLong(at.start().value()).putLong(at.end().value()));
    return SegmentData.ofBytes(tree.array());
  }

  private static SegmentRequest.Rule rule(String reason) {
    return new SegmentRequest.Rule(reason, "");
  }
}
