package kexec.core.internal.plan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.BootRequest;
import kexec.api.boot.ImageBuilder;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;

/**
 * Boots files that begin with {@code FAKE}, and reports those that begin with {@code FAIL} as
 * damaged. The image is the kernel, the initrds joined, a page of parameters, and a stub that holds
 * the digests of all the others as text.
 */
final class FakeProtocol implements BootProtocol {

  static final Range<MachineAddress> PREFERRED = Range.machine(0x100_0000, 0x140_0000);
  static final Range<MachineAddress> BORROWED = Range.machine(0, 0xa0000);
  private static final Range<MachineAddress> ANYWHERE = Range.machine(0, -1);

  private final String name;
  private final Architecture architecture;
  private OptionalLong kernelSize = OptionalLong.empty();
  private Consumer<ImageBuilder> before = image -> {};
  private Consumer<ImageBuilder> after = image -> {};
  final List<BootFile> asked = new ArrayList<>();

  FakeProtocol(String name, Architecture architecture) {
    this.name = name;
    this.architecture = architecture;
  }

  /** Takes some bytes of memory for the kernel, whatever its size. */
  void kernelSize(long bytes) {
    kernelSize = OptionalLong.of(bytes);
  }

  /** Runs an action before anything is placed. */
  FakeProtocol before(Consumer<ImageBuilder> twist) {
    before = twist;
    return this;
  }

  /** Runs an action when the image is complete. */
  FakeProtocol after(Consumer<ImageBuilder> twist) {
    after = twist;
    return this;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  @Override
  public Recognition recognise(BootFile file) {
    asked.add(file);
    byte[] head = new byte[4];
    file.data()
        .buffer(0, (int) Math.min(4, file.size()))
        .get(head, 0, (int) Math.min(4, file.size()));
    return switch (new String(head, StandardCharsets.US_ASCII)) {
      case "FAKE" ->
          new Recognition.Recognised(
              new KernelFacts("fake", architecture, Optional.of("1.0"), 2047, Map.of()),
              this::build);
      case "FAIL" ->
          new Recognition.Malformed(
              Finding.error("fake-damaged", "the file is damaged", "Copy it again."));
      default -> new Recognition.Foreign("no FAKE at 0x0");
    };
  }

  private void build(BootRequest request, ImageBuilder image) {
    before.accept(image);
    String commandLine =
        image
            .coreHeader(RangeSet.of(BORROWED))
            .map(header -> request.commandLine() + " elfcorehdr=" + header.start())
            .orElse(request.commandLine());
    image.commandLine(commandLine);
    ImageBuilder.Place kernel =
        image.place(
            new SegmentRequest(
                    SegmentRole.KERNEL,
                    kernelSize.orElse(request.kernel().size() + 0x2000),
                    ANYWHERE,
                    new SegmentRequest.Rule("a fake kernel lies anywhere", ""))
                .aligned(0x20_0000, 0)
                .preferring(PREFERRED));
    kernel.fill(request.kernel().data());
    if (!request.initrds().isEmpty()) {
      SegmentData joined =
          SegmentData.concat(request.initrds().stream().map(BootFile::data).toList());
      image.place(wanted(SegmentRole.INITRD, joined.size()).highest()).fill(joined);
    }
    image.place(wanted(SegmentRole.BOOT_PARAMS, 0x1000)).fill(text(commandLine));
    ImageBuilder.Place stub = image.place(wanted(SegmentRole.STUB, 0x2000));
    stub.seal(digested -> text(seal(digested)));
    image.entry(new EntryState(stub.start(), kernel.start(), Map.of("rsi", 1L)));
    after.accept(image);
  }

  private static SegmentRequest wanted(SegmentRole role, long size) {
    return new SegmentRequest(
        role,
        size,
        Range.machine(0x1000, -1),
        new SegmentRequest.Rule("the first page is taken", ""));
  }

  /** The stub's content: a line for each segment. */
  static String seal(List<Segment> segments) {
    return segments.stream()
        .map(s -> s.role() + " " + s.memory() + " " + s.digest())
        .collect(Collectors.joining("\n"));
  }

  private static SegmentData text(String text) {
    return SegmentData.ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
