package kexec.itest.example;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.BootRequest;
import kexec.api.boot.ImageBuilder;
import kexec.api.boot.ImageBuilder.Place;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.text.ByteText;
import org.osgi.service.component.annotations.Component;

/**
 * The RISC-V Linux Image (Linux, Documentation/arch/riscv/boot-image-header.rst and boot.rst). In
 * place of a device tree it writes lines of text; a real protocol adds these properties to the tree
 * of the running kernel ({@link kexec.api.machine.PlatformData#DEVICE_TREE}).
 */
@Component(property = "kexec.arch=riscv64")
public final class ExampleProtocol implements BootProtocol {

  private static final Architecture RISCV64 = new Architecture("riscv64", 243, true);
  private static final int HEADER = 64;
  private static final int MAGIC2 = 'R' | 'S' << 8 | 'C' << 16 | 5 << 24;
  private static final long MIB = 1 << 20;

  /** The kernel and its modules share the last 2 GiB of addresses (vm-layout.rst). */
  private static final long LARGEST = 2048 * MIB;

  /** COMMAND_LINE_SIZE, without the NUL (arch/riscv/include/uapi/asm/setup.h). */
  private static final long LINE = 1023;

  private static final Range<MachineAddress> ANYWHERE = Range.machine(0, 1L << 56);
  private static final SegmentRequest.Rule PHYSICAL =
      new SegmentRequest.Rule("a RISC-V processor has physical addresses of 56 bits", "");
  private static final String OTHER = "Name a kernel that was built for 64-bit RISC-V.";

  @Override
  public String name() {
    return "riscv-Image";
  }

  @Override
  public Architecture architecture() {
    return RISCV64;
  }

  @Override
  public Recognition recognise(BootFile file) {
    if (file.size() < HEADER) {
      return new Recognition.Foreign("shorter than the header of 64 bytes");
    }
    ByteBuffer header = file.data().buffer(0, HEADER).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getInt(0x38) != MAGIC2) {
      return new Recognition.Foreign("no RSC\\x05 at 0x38");
    }
    long textOffset = header.getLong(8);
    long size = header.getLong(16);
    long flags = header.getLong(24);
    int version = header.getInt(32);
    if (version >>> 16 != 0) {
      return malformed("riscv-version", "the header has the version %s.x", version >>> 16);
    }
    if ((flags & 1) != 0) {
      return malformed("riscv-big-endian", "flags 0x%x say that the kernel is big-endian", flags);
    }
    if ((textOffset & (2 * MIB - 1)) != 0) {
      return malformed("riscv-text-offset", "text_offset 0x%x is no multiple of 2 MiB", textOffset);
    }
    if (size < file.size() || size > LARGEST) {
      return malformed(
          "riscv-image-size", "image_size 0x%x is below the file's size or above 2 GiB", size);
    }
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("text_offset", "0x%x".formatted(textOffset));
    fields.put("image_size", "0x%x".formatted(size));
    fields.put("flags", "0x%x".formatted(flags));
    fields.put("version", "0." + version);
    return new Recognition.Recognised(
        new KernelFacts(name(), RISCV64, Optional.empty(), LINE, fields),
        (request, image) -> build(size, request, image));
  }

  private static Recognition malformed(String code, String message, Object value) {
    return new Recognition.Malformed(Finding.error(code, message.formatted(value), OTHER));
  }

  private static void build(long size, BootRequest request, ImageBuilder image) {
    Optional<Range<MachineAddress>> header = image.coreHeader(RangeSet.empty());
    String line = request.commandLine() + header.map(at -> " elfcorehdr=" + at.start()).orElse("");
    check(line, request, image);
    image.commandLine(line);

    Place kernel =
        image.place(
            new SegmentRequest(SegmentRole.KERNEL, size, ANYWHERE, PHYSICAL).aligned(2 * MIB, 0));
    kernel.fill(request.kernel().data());

    StringBuilder chosen = new StringBuilder("bootargs=" + line + "\n");
    SegmentData initrd =
        SegmentData.concat(request.initrds().stream().map(BootFile::data).toList());
    if (initrd.size() > 0) {
      Place place =
          image.place(new SegmentRequest(SegmentRole.INITRD, initrd.size(), ANYWHERE, PHYSICAL));
      place.fill(initrd);
      chosen.append("linux,initrd=").append(Range.ofSize(place.start(), initrd.size()));
    }
    header.ifPresent(
        at -> chosen.append("\nlinux,usable-memory=").append(request.memory().crashReserve()));

    SegmentData text = SegmentData.ofBytes(ByteText.bytes(chosen.toString()));
    Place tree = image.place(new SegmentRequest(SegmentRole.DTB, text.size(), ANYWHERE, PHYSICAL));
    tree.fill(text);
    image.entry(
        new EntryState(
            kernel.start(), kernel.start(), Map.of("a0", 0L, "a1", tree.start().value())));
  }

  private static void check(String line, BootRequest request, ImageBuilder image) {
    long length = ByteText.bytes(line).length;
    if (length > LINE) {
      String message = "the command line has %s bytes, the kernel keeps %s".formatted(length, LINE);
      image.add(Finding.error("command-line-too-long", message, "Shorten the command line."));
    }
    if (line.indexOf('\0') >= 0) {
      image.add(Finding.error("command-line-nul", "the command line has a NUL", "Remove it."));
    }
    if (!request.modules().isEmpty()) {
      image.add(Finding.error("modules-not-taken", "Linux accepts no modules", "Use an initrd."));
    }
    if (request.entryCheck() != EntryCheck.NONE) {
      image.add(Finding.info("entry-check-not-built", "nothing checks the segments at the entry"));
    }
  }
}
