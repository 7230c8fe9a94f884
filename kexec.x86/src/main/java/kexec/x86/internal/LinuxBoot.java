package kexec.x86.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kexec.api.boot.BootImage;
import kexec.api.boot.BootRequest;
import kexec.api.boot.Content;
import kexec.api.boot.Layout;
import kexec.api.boot.Placement;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.memory.Direction;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.EntryState;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.text.FileName;

/**
 * The 64-bit boot protocol, for kernels of every file format (Linux's
 * Documentation/arch/x86/boot.rst, "64-bit Boot Protocol").
 */
final class LinuxBoot {

  /** The first page holds the interrupt vectors and the BIOS data area, and stays as it is. */
  private static final long LOWEST = 0x1000;

  private final EntryStub stub;
  private final Purgatory purgatory;

  /** Makes it with its stub, and with the code that checks the image before that. */
  LinuxBoot(EntryStub stub, Purgatory purgatory) {
    this.stub = stub;
    this.purgatory = purgatory;
  }

  /** Says what places the image needs. */
  Layout layout(LinuxKernel kernel, BootRequest request) {
    List<SegmentRequest> places = new ArrayList<>();
    places.add(kernel.request());
    if (!request.initrds().isEmpty()) {
      long size = Initrd.data(request.initrds()).size();
      places.add(Initrd.request(size, kernel));
    }
    places.add(low(SegmentRole.BOOT_PARAMS, params(kernel, request).size(), kernel));
    places.add(low(SegmentRole.STUB, stub.size(), kernel));
    if (request.entryCheck() != EntryCheck.NONE) {
      places.add(low(SegmentRole.PURGATORY, purgatory.size(), kernel));
    }
    return new Layout(places, E820Map.borrowed(request), findings(kernel, request));
  }

  /** Builds the image. */
  BootImage build(LinuxKernel kernel, BootRequest request, Placement placement) {
    CommandLine line = commandLine(request, placement);
    MachineAddress params = start(placement, SegmentRole.BOOT_PARAMS);
    EntryState entry = entry(kernel, placement, params);
    SegmentData initrd = Initrd.data(request.initrds());
    BootParams.Told told =
        new BootParams.Told(
            params,
            start(placement, SegmentRole.KERNEL),
            initrd.size() == 0
                ? null
                : Range.ofSize(start(placement, SegmentRole.INITRD), initrd.size()),
            line,
            E820Map.of(request, placement.coreHeader()));
    Map<String, Content> contents = new LinkedHashMap<>();
    put(contents, SegmentRole.KERNEL, kernel.data());
    if (initrd.size() != 0) {
      put(contents, SegmentRole.INITRD, initrd);
    }
    BootParams page = params(kernel, request);
    put(
        contents,
        SegmentRole.BOOT_PARAMS,
        SegmentData.ofBytes(page.build(kernel.setupHeader(), told)));
    put(contents, SegmentRole.STUB, SegmentData.ofBytes(stub.with(entry.registers())));
    if (request.entryCheck() != EntryCheck.NONE) {
      PurgatoryOptions options =
          PurgatoryOptions.of(line.text(), page.handOver(), request.entryCheck());
      contents.put(SegmentRole.PURGATORY.label(), check(placement, options));
    }
    return new BootImage(contents, entry, line.text(), page.handOver().findings());
  }

  private Content check(Placement placement, PurgatoryOptions options) {
    MachineAddress next = start(placement, SegmentRole.STUB);
    return new Content.Sealing(
        digested -> SegmentData.ofBytes(purgatory.with(digested, next, options)));
  }

  /** As low as can be; a crash region may lie wholly above 4 GiB ({@code crashkernel=…,high}). */
  private static SegmentRequest low(SegmentRole role, long size, LinuxKernel kernel) {
    long end = kernel.goesAbove4G() ? LinuxKernel.PHYSICAL_LIMIT : LinuxKernel.FOUR_GIB;
    return new SegmentRequest(
        role.label(),
        role,
        size,
        LinuxKernel.PAGE,
        Range.machine(LOWEST, end),
        Direction.LOWEST,
        null,
        kernel.goesAbove4G()
            ? new SegmentRequest.Rule("the first page is the firmware's", "")
            : new SegmentRequest.Rule(
                "the kernel's parameters lie below 4 GiB, because it does not say"
                    + " XLF_CAN_BE_LOADED_ABOVE_4G",
                LinuxKernel.TAKE_ANOTHER));
  }

  private static List<Finding> findings(LinuxKernel kernel, BootRequest request) {
    CommandLine line = new CommandLine(request.commandLine());
    List<Finding> findings =
        new ArrayList<>(line.check(longest(request), kernel.commandLineLimit()));
    line.hiddenSpace().ifPresent(findings::add);
    line.beyond().ifPresent(findings::add);
    if (!request.modules().isEmpty()) {
      findings.add(
          Finding.error(
              "modules-not-taken",
              "%s is named as a module, and Linux's boot protocol knows no modules"
                  .formatted(FileName.of(request.modules().get(0).file().path())),
              "Name it as the initrd, or name a Multiboot kernel, such as Xen, as the kernel."));
    }
    if (request.slot() == Slot.CRASH && line.hasCoreHeader()) {
      findings.add(
          Finding.info(
              "core-header-replaced",
              "elfcorehdr= on the command line is replaced by the place of this plan's own"));
    }
    return findings;
  }

  private static BootParams params(LinuxKernel kernel, BootRequest request) {
    return new BootParams(
        longest(request).length() + 1,
        E820Map.mostEntries(request.memory()),
        HandOver.of(request.platform(), kernel.takesEfi()));
  }

  /** Returns the line with the longest address that the ELF core header may get. */
  private static CommandLine longest(BootRequest request) {
    CommandLine line = new CommandLine(request.commandLine());
    MachineAddress highest =
        request
            .memory()
            .crashRegion()
            .map(Range::end)
            .orElse(new MachineAddress(LinuxKernel.PHYSICAL_LIMIT));
    return request.slot() == Slot.CRASH ? line.withCoreHeader(highest) : line;
  }

  private static CommandLine commandLine(BootRequest request, Placement placement) {
    CommandLine line = new CommandLine(request.commandLine());
    Range<MachineAddress> header = placement.coreHeader();
    return header == null ? line : line.withCoreHeader(header.start());
  }

  private static EntryState entry(LinuxKernel kernel, Placement placement, MachineAddress params) {
    MachineAddress stub = start(placement, SegmentRole.STUB);
    MachineAddress first = start(placement, SegmentRole.KERNEL).plus(kernel.entryOffset());
    Map<String, Long> registers = new LinkedHashMap<>();
    registers.put("rip", first.value());
    registers.put("rsi", params.value());
    registers.put("rsp", EntryStub.stack(stub).value());
    registers.put("rbx", 0L);
    registers.put("rbp", 0L);
    registers.put("rdi", 0L);
    MachineAddress entry =
        placement.find(SegmentRole.PURGATORY.label()).map(Range::start).orElse(stub);
    return new EntryState(entry, first, registers);
  }

  private static MachineAddress start(Placement placement, SegmentRole role) {
    return placement.of(role.label()).start();
  }

  private static void put(Map<String, Content> contents, SegmentRole role, SegmentData data) {
    contents.put(role.label(), new Content.Ready(data));
  }
}
