package kexec.core.internal.plan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import kexec.api.boot.BootImage;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.BootRequest;
import kexec.api.boot.Content;
import kexec.api.boot.Layout;
import kexec.api.boot.Placement;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.memory.Direction;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;

/**
 * Boots files that begin with {@code FAKE} and knows that those with {@code FAIL} are damaged. The
 * image is the kernel, the initrds joined, a page of parameters, and a stub that holds the digests
 * of all the others as text.
 */
final class FakeProtocol implements BootProtocol {

  static final Range<MachineAddress> PREFERRED = Range.machine(0x100_0000, 0x140_0000);
  static final Range<MachineAddress> BORROWED = Range.machine(0, 0xa0000);
  private static final Range<MachineAddress> ANYWHERE = Range.machine(0, -1);

  private final String name;
  private final Architecture architecture;
  private UnaryOperator<Layout> layoutTwist = UnaryOperator.identity();
  private UnaryOperator<BootImage> imageTwist = UnaryOperator.identity();
  final List<MappedFile> asked = new ArrayList<>();

  FakeProtocol(String name, Architecture architecture) {
    this.name = name;
    this.architecture = architecture;
  }

  /** Makes a mistake in the layout. */
  FakeProtocol withLayout(UnaryOperator<Layout> twist) {
    layoutTwist = twist;
    return this;
  }

  /** Makes a mistake in the image. */
  FakeProtocol withImage(UnaryOperator<BootImage> twist) {
    imageTwist = twist;
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
  public Recognition recognise(MappedFile file) {
    asked.add(file);
    byte[] head = new byte[4];
    file.data()
        .buffer(0, (int) Math.min(4, file.size()))
        .get(head, 0, (int) Math.min(4, file.size()));
    return switch (new String(head, StandardCharsets.US_ASCII)) {
      case "FAKE" ->
          new Recognition.Recognised(
              new KernelFacts("fake", architecture, Optional.of("1.0"), 2047, Map.of()));
      case "FAIL" ->
          new Recognition.Malformed(
              Finding.error("fake-damaged", "the file is damaged", "Copy it again."));
      default -> new Recognition.Foreign("no FAKE at 0x0");
    };
  }

  @Override
  public Layout layout(BootRequest request) {
    List<SegmentRequest> requests = new ArrayList<>();
    requests.add(
        new SegmentRequest(
            "kernel",
            SegmentRole.KERNEL,
            request.kernel().size() + 0x2000,
            0x20_0000,
            ANYWHERE,
            Direction.LOWEST,
            PREFERRED,
            new SegmentRequest.Rule("a fake kernel lies anywhere", "")));
    long initrd = request.initrds().stream().mapToLong(MappedFile::size).sum();
    if (initrd > 0) {
      requests.add(place("initrd", SegmentRole.INITRD, initrd, Direction.HIGHEST));
    }
    requests.add(place("parameters", SegmentRole.BOOT_PARAMS, 0x1000, Direction.LOWEST));
    requests.add(place("stub", SegmentRole.STUB, 0x2000, Direction.LOWEST));
    RangeSet<MachineAddress> borrowed =
        request.slot() == Slot.CRASH ? RangeSet.of(BORROWED) : RangeSet.empty();
    return layoutTwist.apply(new Layout(requests, borrowed, List.of()));
  }

  private static SegmentRequest place(
      String name, SegmentRole role, long size, Direction direction) {
    return new SegmentRequest(name, role, size, 1, Range.machine(0x1000, -1), direction);
  }

  @Override
  public BootImage build(BootRequest request, Placement placement) {
    String commandLine =
        placement.coreHeader() == null
            ? request.commandLine()
            : request.commandLine() + " elfcorehdr=" + placement.coreHeader().start();
    Map<String, Content> contents = new LinkedHashMap<>();
    contents.put("kernel", new Content.Ready(request.kernel().data()));
    if (!request.initrds().isEmpty()) {
      contents.put(
          "initrd",
          new Content.Ready(
              SegmentData.concat(request.initrds().stream().map(MappedFile::data).toList())));
    }
    contents.put("parameters", new Content.Ready(text(commandLine)));
    contents.put("stub", new Content.Sealing(digested -> text(seal(digested))));
    EntryState entry =
        new EntryState(
            placement.of("stub").start(), placement.of("kernel").start(), Map.of("rsi", 1L));
    return imageTwist.apply(new BootImage(contents, entry, commandLine, List.of()));
  }

  /** What the stub holds: a line for each segment. */
  static String seal(List<Segment> segments) {
    return segments.stream()
        .map(s -> s.role() + " " + s.memory() + " " + s.digest())
        .collect(Collectors.joining("\n"));
  }

  private static SegmentData text(String text) {
    return SegmentData.ofBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
