package kexec.x86.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.boot.BootImage;
import kexec.api.boot.BootRequest;
import kexec.api.boot.Content;
import kexec.api.boot.Layout;
import kexec.api.boot.Placement;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.memory.Direction;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;

/** What both versions of Multiboot share: everything but the header and the boot information. */
final class MultibootBoot {

  /** The first page holds the interrupt vectors and the BIOS data area, and stays as it is. */
  private static final long LOWEST = 0x1000;

  private final MultibootVersion version;
  private final EntryStub32 stub;
  private final Purgatory purgatory;

  /** Makes it with its stub, and with the code that checks the image before that. */
  MultibootBoot(MultibootVersion version, EntryStub32 stub, Purgatory purgatory) {
    this.version = version;
    this.stub = stub;
    this.purgatory = purgatory;
  }

  /** Looks at a file. */
  Recognition recognise(MappedFile file) throws BadFileException {
    MultibootFile read = MultibootFile.read(file, version);
    if (read.foreign().isPresent()) {
      return new Recognition.Foreign(read.foreign().get());
    }
    if (read.finding().isPresent()) {
      return new Recognition.Malformed(read.finding().get());
    }
    MultibootKernel kernel = read.kernel().orElseThrow();
    return new Recognition.Recognised(
        new KernelFacts(
            version.format(),
            Architecture.X86_64,
            Optional.empty(),
            MultibootRules.commandLineLimit(kernel),
            kernel.texts()));
  }

  /** Says what places the image needs. */
  Layout layout(BootRequest request) throws BadFileException {
    MultibootKernel kernel = kernel(request.kernel());
    MultibootModules modules = MultibootModules.of(request);
    List<SegmentRequest> places = new ArrayList<>();
    places.add(place(kernel));
    places.addAll(modules.requests());
    // Only the length matters, which no address changes.
    int length = info(request, modules.told(name -> 0L), 0, 0).length;
    places.add(low(SegmentRole.BOOT_PARAMS, length));
    places.add(low(SegmentRole.STUB, stub.size()));
    if (request.entryCheck() != EntryCheck.NONE) {
      places.add(low(SegmentRole.PURGATORY, purgatory.size()));
    }
    return new Layout(places, RangeSet.empty(), MultibootRules.judge(request));
  }

  /** Builds the image. */
  BootImage build(BootRequest request, Placement placement) throws BadFileException {
    MultibootKernel kernel = kernel(request.kernel());
    MultibootModules modules = MultibootModules.of(request);
    MachineAddress start = start(placement, SegmentRole.KERNEL);
    MachineAddress info = start(placement, SegmentRole.BOOT_PARAMS);
    EntryState entry = entry(start.plus(kernel.entryOffset()), info, placement);
    Map<String, Content> contents = new LinkedHashMap<>();
    put(contents, SegmentRole.KERNEL.label(), kernel.data());
    for (int i = 0; i < modules.segments().size(); i++) {
      put(contents, MultibootModules.name(i), modules.data(i));
    }
    byte[] told =
        info(
            request,
            modules.told(name -> placement.of(name).start().value()),
            start.value() + kernel.first() - kernel.start(),
            info.value());
    put(contents, SegmentRole.BOOT_PARAMS.label(), SegmentData.ofBytes(told));
    put(contents, SegmentRole.STUB.label(), SegmentData.ofBytes(stub.with(entry.registers())));
    if (request.entryCheck() != EntryCheck.NONE) {
      contents.put(SegmentRole.PURGATORY.label(), check(request, placement));
    }
    return new BootImage(contents, entry, commandLine(request), List.<Finding>of());
  }

  private Content check(BootRequest request, Placement placement) {
    PurgatoryOptions options =
        PurgatoryOptions.of(
            request.commandLine(), HandOver.of(request.platform(), false), request.entryCheck());
    MachineAddress next = start(placement, SegmentRole.STUB);
    return new Content.Sealing(
        digested -> SegmentData.ofBytes(purgatory.with(digested, next, options)));
  }

  private MultibootKernel kernel(MappedFile file) throws BadFileException {
    MultibootFile read = MultibootFile.read(file, version);
    if (read.finding().isPresent()) {
      throw Findings.refused(file, read.finding().get());
    }
    return read.kernel()
        .orElseThrow(() -> Findings.refused(file, MultibootRules.foreign(version, read)));
  }

  private byte[] info(
      BootRequest request, List<MultibootTold.Module> modules, long loadBase, long place) {
    return version.info(
        new MultibootTold(place, loadBase, commandLine(request), modules, request.memory()));
  }

  private static String commandLine(BootRequest request) {
    return MultibootText.of(request.kernel(), request.commandLine());
  }

  private static SegmentRequest place(MultibootKernel kernel) {
    return kernel.relocation().isPresent()
        ? relocatable(kernel, kernel.relocation().get())
        : request(
            kernel.size(),
            LinuxKernel.PAGE,
            Range.machine(
                kernel.start(), kernel.start() + Align.up(kernel.size(), LinuxKernel.PAGE)),
            Direction.LOWEST,
            new SegmentRequest.Rule(
                "the kernel was linked for 0x%x, and its header does not let it be moved"
                    .formatted(kernel.start()),
                "take a kernel whose Multiboot2 header has the relocatable tag"));
  }

  private static SegmentRequest relocatable(
      MultibootKernel kernel, MultibootHeader.Relocation relocation) {
    return request(
        kernel.size(),
        kernel.alignment(),
        Range.machine(kernel.relocatedStart(), relocation.maximum()),
        relocation.preference() == 2 ? Direction.HIGHEST : Direction.LOWEST,
        new SegmentRequest.Rule(
            "the kernel's header lets it lie within [0x%x, 0x%x) only"
                .formatted(relocation.minimum(), relocation.maximum()),
            ""));
  }

  private static SegmentRequest request(
      long size,
      long alignment,
      Range<MachineAddress> within,
      Direction direction,
      SegmentRequest.Rule rule) {
    return new SegmentRequest(
        SegmentRole.KERNEL.label(),
        SegmentRole.KERNEL,
        size,
        alignment,
        within,
        direction,
        null,
        rule);
  }

  private static SegmentRequest low(SegmentRole role, long size) {
    return new SegmentRequest(
        role.label(),
        role,
        size,
        LinuxKernel.PAGE,
        Range.machine(LOWEST, LinuxKernel.FOUR_GIB),
        Direction.LOWEST,
        null,
        new SegmentRequest.Rule("Multiboot knows no memory above 4 GiB", ""));
  }

  private EntryState entry(MachineAddress first, MachineAddress info, Placement placement) {
    Map<String, Long> registers = new LinkedHashMap<>();
    registers.put("eip", first.value());
    registers.put("eax", version.magic());
    registers.put("ebx", info.value());
    MachineAddress stub = start(placement, SegmentRole.STUB);
    MachineAddress entry =
        placement.find(SegmentRole.PURGATORY.label()).map(Range::start).orElse(stub);
    return new EntryState(entry, first, registers);
  }

  private static MachineAddress start(Placement placement, SegmentRole role) {
    return placement.of(role.label()).start();
  }

  private static void put(Map<String, Content> contents, String name, SegmentData data) {
    contents.put(name, new Content.Ready(data));
  }
}
