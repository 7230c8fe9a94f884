package kexec.x86.internal;

import java.util.List;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.BootRequest;
import kexec.api.boot.ImageBuilder;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.SegmentRole;
import kexec.base.kernel.Align;
import kexec.base.kernel.ElfHeader;
import kexec.base.kernel.ElfKernel;
import kexec.base.kernel.LinuxBanner;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Boots 64-bit ELF kernels, such as Linux's vmlinux, like a bzImage without its wrapper. */
@Component(property = "kexec.arch=x86_64")
public final class Elf64Protocol implements BootProtocol {

  private static final ElfKernel.Rules RULES =
      new ElfKernel.Rules(List.of(Architecture.X86_64), LinuxKernel.PHYSICAL_LIMIT);

  private final LinuxBoot boot = new LinuxBoot();

  /** Creates the protocol. */
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
  public Recognition recognise(BootFile file) throws KexecException {
    return ElfKernel.recognise(file, RULES, elf -> recognised(elf, file));
  }

  private Recognition recognised(ElfKernel elf, BootFile file) throws KexecException {
    KernelFacts facts =
        new KernelFacts(
            name(),
            architecture(),
            LinuxBanner.find(file),
            MadeSetupHeader.CMDLINE_SIZE,
            elf.header().texts());
    LinuxKernel kernel = kernel(elf, facts, file);
    return new Recognition.Recognised(
        facts, (request, image) -> build(elf, kernel, request, image));
  }

  private void build(ElfKernel elf, LinuxKernel kernel, BootRequest request, ImageBuilder image) {
    MachineAddress place = boot.build(kernel, request, image);
    if (place.value() != elf.start()) {
      image.add(
          Finding.warning(
              "kernel-moved",
              "the kernel was linked for 0x%x and is loaded at %s".formatted(elf.start(), place),
              "Make room at 0x%x, or take the bzImage of the kernel, which is made to be moved."
                  .formatted(elf.start())));
    }
  }

  private static LinuxKernel kernel(ElfKernel elf, KernelFacts facts, BootFile file) {
    return new LinuxKernel(
        place(elf, facts),
        elf.data(file.data()),
        elf.entryOffset(),
        MadeSetupHeader.of(elf),
        true,
        // A vmlinux does not record its build options.
        false,
        MadeSetupHeader.INITRD_ADDR_MAX,
        MadeSetupHeader.CMDLINE_SIZE);
  }

  /**
   * Linux's startup code finds its own load address and only requires the distance from its link
   * address to be a multiple of 2 MiB, although its file says ET_EXEC. Other kernels are relocated
   * only if they say ET_DYN; the rest stay at their link address.
   */
  private static SegmentRequest place(ElfKernel elf, KernelFacts facts) {
    boolean anywhere =
        elf.start() % LinuxKernel.TWO_MIB == 0
            && elf.start() >= LinuxKernel.LOW_MEMORY_END
            && (facts.version().isPresent() || elf.header().type() == ElfHeader.ET_DYN);
    Range<MachineAddress> linked =
        Range.machine(elf.start(), elf.start() + Align.up(elf.size(), LinuxKernel.PAGE));
    if (anywhere) {
      Range<MachineAddress> above =
          Range.machine(LinuxKernel.LOW_MEMORY_END, LinuxKernel.PHYSICAL_LIMIT);
      SegmentRequest.Rule rule = new SegmentRequest.Rule("a Linux kernel lies above 1 MiB", "");
      return new SegmentRequest(SegmentRole.KERNEL, elf.size(), above, rule)
          .aligned(LinuxKernel.TWO_MIB, 0)
          .preferring(linked);
    }
    return new SegmentRequest(
        SegmentRole.KERNEL,
        elf.size(),
        linked,
        new SegmentRequest.Rule(
            "the ELF file was linked for 0x%x and does not say that it runs elsewhere"
                .formatted(elf.start()),
            "take the bzImage of the kernel, which is made to be moved"));
  }
}
