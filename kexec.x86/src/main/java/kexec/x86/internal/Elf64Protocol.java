package kexec.x86.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.boot.BootImage;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.BootRequest;
import kexec.api.boot.Layout;
import kexec.api.boot.Placement;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.memory.Direction;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentRole;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Boots a 64-bit ELF kernel, such as Linux's vmlinux, as if it were a bzImage without its wrapping.
 */
@Component(property = "kexec.arch=x86_64")
public final class Elf64Protocol implements BootProtocol {

  private final LinuxBoot boot = new LinuxBoot(EntryStub.load(), Purgatory.load());

  /** Makes the protocol. */
  @Activate
  public Elf64Protocol() {}

  @Override
  public String name() {
    return "ELF64";
  }

  @Override
  public Architecture architecture() {
    return Architecture.X86_64;
  }

  @Override
  public Recognition recognise(MappedFile file) throws KexecException {
    Optional<String> missing = ElfReader.missing(file.data());
    if (missing.isPresent()) {
      return new Recognition.Foreign(missing.get());
    }
    ElfKernel.Read read = ElfKernel.read(file);
    if (read.finding().isPresent()) {
      return new Recognition.Malformed(read.finding().get());
    }
    return new Recognition.Recognised(
        new KernelFacts(
            name(),
            architecture(),
            LinuxBanner.find(file),
            MadeSetupHeader.CMDLINE_SIZE,
            read.kernel().orElseThrow().header().texts()));
  }

  @Override
  public Layout layout(BootRequest request) throws KexecException {
    return boot.layout(linuxKernel(elf(request.kernel()), request), request);
  }

  @Override
  public BootImage build(BootRequest request, Placement placement) throws KexecException {
    ElfKernel elf = elf(request.kernel());
    BootImage image = boot.build(linuxKernel(elf, request), request, placement);
    List<Finding> findings = new ArrayList<>(image.findings());
    moved(elf, placement.of(SegmentRole.KERNEL.label()).start()).ifPresent(findings::add);
    return new BootImage(image.contents(), image.entry(), image.commandLine(), findings);
  }

  private static ElfKernel elf(MappedFile file) throws BadFileException {
    ElfKernel.Read read = ElfKernel.read(file);
    if (read.finding().isPresent()) {
      throw Findings.refused(file, read.finding().get());
    }
    return read.kernel().orElseThrow();
  }

  private static LinuxKernel linuxKernel(ElfKernel elf, BootRequest request) {
    return new LinuxKernel(
        place(elf, request.facts()),
        elf.data(request.kernel().data()),
        elf.entryOffset(),
        MadeSetupHeader.of(elf),
        true,
        // A vmlinux does not say with what it was built.
        false,
        MadeSetupHeader.INITRD_ADDR_MAX,
        MadeSetupHeader.CMDLINE_SIZE);
  }

  /**
   * Linux's own startup code finds out where it runs, and only wants the distance from where it was
   * linked to be a multiple of 2 MiB; its file says ET_EXEC all the same. Of other kernels, the
   * ones that say ET_DYN are taken by their word, and the rest stays where it was linked.
   */
  private static SegmentRequest place(ElfKernel elf, KernelFacts facts) {
    boolean anywhere =
        elf.start() % LinuxKernel.TWO_MIB == 0
            && elf.start() >= LinuxKernel.LOW_MEMORY_END
            && (facts.version().isPresent() || elf.header().type() == ElfHeader.ET_DYN);
    long end = elf.start() + Align.up(elf.size(), LinuxKernel.PAGE);
    return new SegmentRequest(
        SegmentRole.KERNEL.label(),
        SegmentRole.KERNEL,
        elf.size(),
        anywhere ? LinuxKernel.TWO_MIB : LinuxKernel.PAGE,
        anywhere
            ? Range.machine(LinuxKernel.LOW_MEMORY_END, LinuxKernel.PHYSICAL_LIMIT)
            : Range.machine(elf.start(), end),
        Direction.LOWEST,
        Range.machine(elf.start(), end),
        anywhere
            ? new SegmentRequest.Rule("a Linux kernel lies above 1 MiB", "")
            : new SegmentRequest.Rule(
                "the ELF file was linked for 0x%x and does not say that it runs elsewhere"
                    .formatted(elf.start()),
                "take the bzImage of the kernel, which is made to be moved"));
  }

  private static Optional<Finding> moved(ElfKernel elf, MachineAddress place) {
    return place.value() == elf.start()
        ? Optional.empty()
        : Optional.of(
            Finding.warning(
                "kernel-moved",
                "the kernel was linked for 0x%x and is loaded at %s".formatted(elf.start(), place),
                "Make room at 0x%x, or take the bzImage of the kernel, which is made to be moved."
                    .formatted(elf.start())));
  }
}
