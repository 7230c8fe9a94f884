package kexec.x86.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootRequest;
import kexec.api.boot.ImageBuilder;
import kexec.api.boot.ImageBuilder.Place;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.BadFileException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.base.kernel.Align;
import kexec.base.purgatory.Purgatory;

/** What both versions of Multiboot share: everything except the header and the boot information. */
final class MultibootBoot {

  /** The first page holds the interrupt vectors and the BIOS data area, and is not used. */
  private static final long LOWEST = 0x1000;

  private final MultibootVersion version;

  MultibootBoot(MultibootVersion version) {
    this.version = version;
  }

  /** Recognises a file. */
  Recognition recognise(BootFile file) throws BadFileException {
    if (SetupHeaderReader.missing(file).isEmpty()) {
      return new Recognition.Foreign("the file is a Linux kernel with a boot protocol of its own");
    }
    HeaderSearch search = version.find(file.data());
    if (search instanceof HeaderSearch.Absent absent) {
      return new Recognition.Foreign(absent.reason());
    }
    if (search instanceof HeaderSearch.Broken broken) {
      return new Recognition.Malformed(broken.finding());
    }
    MultibootKernel.Read read =
        MultibootKernel.read(file.data(), ((HeaderSearch.Found) search).header());
    if (read.finding().isPresent()) {
      return new Recognition.Malformed(read.finding().get());
    }
    MultibootKernel kernel = read.kernel().orElseThrow();
    KernelFacts facts =
        new KernelFacts(
            version.format(),
            Architecture.X86_64,
            Optional.empty(),
            MultibootRules.commandLineLimit(kernel),
            kernel.texts());
    return new Recognition.Recognised(
        facts, (request, image) -> build(kernel, facts.commandLineLimit(), request, image));
  }

  private void build(MultibootKernel kernel, long limit, BootRequest request, ImageBuilder image) {
    MultibootRules.judge(request, limit).forEach(image::add);
    image.commandLine(commandLine(request));
    Place place = image.place(request(kernel));
    place.fill(kernel.data());
    List<MultibootTold.Module> modules = MultibootModules.place(request, image);

    // Only the length matters, which is the same for every address.
    int length = info(request, modules, 0, 0).length;
    Place info = image.place(low(SegmentRole.BOOT_PARAMS, length));
    long loadBase = place.start().value() + kernel.first() - kernel.start();
    info.fill(SegmentData.ofBytes(info(request, modules, loadBase, info.start().value())));

    EntryStub32 stub = EntryStub32.load();
    Place code = image.place(low(SegmentRole.STUB, stub.size()));
    MachineAddress first = place.start().plus(kernel.entryOffset());
    Map<String, Long> registers = registers(first, info.start());
    code.fill(SegmentData.ofBytes(stub.with(registers)));
    MachineAddress entry = code.start();
    if (request.entryCheck() != EntryCheck.NONE) {
      Purgatory purgatory = Purgatory.load(PurgatoryOptions.class, PurgatoryOptions.RESOURCE);
      Place check = image.place(low(SegmentRole.PURGATORY, purgatory.size()));
      PurgatoryOptions options =
          PurgatoryOptions.of(
              request.commandLine(), HandOver.of(request.platform(), false), request.entryCheck());
      check.seal(digested -> SegmentData.ofBytes(purgatory.with(digested, code.start(), options)));
      entry = check.start();
    }
    image.entry(new EntryState(entry, first, registers));
  }

  private byte[] info(
      BootRequest request, List<MultibootTold.Module> modules, long loadBase, long place) {
    return version.info(
        new MultibootTold(place, loadBase, commandLine(request), modules, request.memory()));
  }

  private static String commandLine(BootRequest request) {
    return MultibootText.of(request.kernel(), request.commandLine());
  }

  private static SegmentRequest request(MultibootKernel kernel) {
    if (kernel.relocation().isEmpty()) {
      return new SegmentRequest(
          SegmentRole.KERNEL,
          kernel.size(),
          Range.machine(kernel.start(), kernel.start() + Align.up(kernel.size(), LinuxKernel.PAGE)),
          new SegmentRequest.Rule(
              "the kernel was linked for 0x%x, and its header does not let it be moved"
                  .formatted(kernel.start()),
              "take a kernel whose Multiboot2 header has the relocatable tag"));
    }
    MultibootHeader.Relocation relocation = kernel.relocation().get();
    SegmentRequest request =
        new SegmentRequest(
                SegmentRole.KERNEL,
                kernel.size(),
                Range.machine(kernel.relocatedStart(), relocation.maximum()),
                new SegmentRequest.Rule(
                    "the kernel's header lets it lie within [0x%x, 0x%x) only"
                        .formatted(relocation.minimum(), relocation.maximum()),
                    ""))
            .aligned(kernel.alignment(), 0);
    return relocation.preference() == 2 ? request.highest() : request;
  }

  private static SegmentRequest low(SegmentRole role, long size) {
    return new SegmentRequest(
        role,
        size,
        Range.machine(LOWEST, LinuxKernel.FOUR_GIB),
        new SegmentRequest.Rule("Multiboot knows no memory above 4 GiB", ""));
  }

  private Map<String, Long> registers(MachineAddress first, MachineAddress info) {
    Map<String, Long> registers = new LinkedHashMap<>();
    registers.put("eip", first.value());
    registers.put("eax", version.magic());
    registers.put("ebx", info.value());
    return registers;
  }
}
