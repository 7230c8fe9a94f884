package kexec.x86.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.boot.BootRequest;
import kexec.api.boot.ImageBuilder;
import kexec.api.boot.ImageBuilder.Place;
import kexec.api.boot.SegmentRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.EntryState;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.base.kernel.CommandLine;
import kexec.base.purgatory.Purgatory;

/**
 * The 64-bit boot protocol, for kernels of every file format (Linux's
 * Documentation/arch/x86/boot.rst, "64-bit Boot Protocol").
 */
final class LinuxBoot {

  /** The first page holds the interrupt vectors and the BIOS data area, and is not used. */
  private static final long LOWEST = 0x1000;

  /** Builds the image and returns the kernel's address. */
  MachineAddress build(LinuxKernel kernel, BootRequest request, ImageBuilder image) {
    CommandLine asked = new CommandLine(request.commandLine());
    asked.checkRequest(request).forEach(image::add);
    Optional<Range<MachineAddress>> header = image.coreHeader(E820Map.borrowed(request));
    CommandLine line = header.map(at -> asked.withCoreHeader(at.start())).orElse(asked);
    line.check(kernel.commandLineLimit()).forEach(image::add);
    image.commandLine(line.text());

    Place place = image.place(kernel.request());
    place.fill(kernel.data());
    Range<MachineAddress> initrd = Initrd.place(kernel, request.initrds(), image);

    HandOver handOver = HandOver.of(request.platform(), kernel.takesEfi());
    handOver.findings().forEach(image::add);
    List<E820Entry> memory = E820Map.of(request, header.orElse(null));
    BootParams page = new BootParams(line.length() + 1, memory.size(), handOver);
    Place params = image.place(low(SegmentRole.BOOT_PARAMS, page.size(), kernel));
    params.fill(
        SegmentData.ofBytes(
            page.build(
                kernel.setupHeader(),
                new BootParams.Told(params.start(), place.start(), initrd, line, memory))));

    EntryStub stub = EntryStub.load();
    Place code = image.place(low(SegmentRole.STUB, stub.size(), kernel));
    MachineAddress first = place.start().plus(kernel.entryOffset());
    Map<String, Long> registers = registers(first, params.start(), code.start());
    code.fill(SegmentData.ofBytes(stub.with(registers)));
    MachineAddress entry = code.start();
    if (request.entryCheck() != EntryCheck.NONE) {
      Purgatory purgatory = Purgatory.load(PurgatoryOptions.class, PurgatoryOptions.RESOURCE);
      Place check = image.place(low(SegmentRole.PURGATORY, purgatory.size(), kernel));
      PurgatoryOptions options = PurgatoryOptions.of(line.text(), handOver, request.entryCheck());
      check.seal(digested -> SegmentData.ofBytes(purgatory.with(digested, code.start(), options)));
      entry = check.start();
    }
    image.entry(new EntryState(entry, first, registers));
    return place.start();
  }

  /** As low as possible; a crash region may be wholly above 4 GiB ({@code crashkernel=…,high}). */
  private static SegmentRequest low(SegmentRole role, long size, LinuxKernel kernel) {
    return kernel.goesAbove4G()
        ? new SegmentRequest(
            role,
            size,
            Range.machine(LOWEST, LinuxKernel.PHYSICAL_LIMIT),
            new SegmentRequest.Rule("the first page is the firmware's", ""))
        : new SegmentRequest(
            role,
            size,
            Range.machine(LOWEST, LinuxKernel.FOUR_GIB),
            new SegmentRequest.Rule(
                "the kernel's parameters lie below 4 GiB, because it does not say"
                    + " XLF_CAN_BE_LOADED_ABOVE_4G",
                LinuxKernel.TAKE_ANOTHER));
  }

  private static Map<String, Long> registers(
      MachineAddress first, MachineAddress params, MachineAddress stub) {
    Map<String, Long> registers = new LinkedHashMap<>();
    registers.put("rip", first.value());
    registers.put("rsi", params.value());
    registers.put("rsp", EntryStub.stack(stub).value());
    registers.put("rbx", 0L);
    registers.put("rbp", 0L);
    registers.put("rdi", 0L);
    return registers;
  }
}
