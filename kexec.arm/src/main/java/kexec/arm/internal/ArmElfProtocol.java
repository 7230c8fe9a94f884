package kexec.arm.internal;

import java.util.List;
import java.util.Optional;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.KexecException;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.base.kernel.ElfKernel;
import kexec.base.kernel.LinuxBanner;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Boots Linux's vmlinux for 32-bit ARM, which is entered like the kernel in a zImage. */
@Component(property = {"kexec.arch=arm", "service.ranking:Integer=-10"})
public final class ArmElfProtocol implements BootProtocol {

  private static final ElfKernel.Rules RULES =
      new ElfKernel.Rules(List.of(Architecture.ARM), ArmKernel.FOUR_GIB);

  /**
   * The start of the memory that a kernel uses is a multiple of this before Linux 5.11, and later a
   * multiple of a smaller power of two; the link address tells the kernel's distance from it.
   */
  private static final long BASE_ALIGNMENT = 16L << 20;

  private final ArmBoot boot = new ArmBoot();

  /** Creates the protocol. */
  @Activate
  public ArmElfProtocol() {}

  @Override
  public String name() {
    return "ELF-arm";
  }

  @Override
  public Architecture architecture() {
    return Architecture.ARM;
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
            ArmPlacement.COMMAND_LINE_LIMIT,
            elf.header().texts());
    ArmKernel kernel = kernel(elf, file.data());
    return new Recognition.Recognised(
        facts, (request, builder) -> boot.build(kernel, request, builder));
  }

  /** The kernel's page tables lie below it: its memory begins at the multiple. */
  private static ArmKernel kernel(ElfKernel elf, SegmentData file) {
    long below = elf.start() % BASE_ALIGNMENT;
    return new ArmKernel(
        Architecture.ARM,
        new SegmentRequest(
                SegmentRole.KERNEL,
                below + elf.size(),
                Range.machine(0, ArmKernel.FOUR_GIB),
                new SegmentRequest.Rule("32-bit ARM kernels lie below 4 GiB", ""))
            .aligned(BASE_ALIGNMENT, 0),
        SegmentData.concat(List.of(SegmentData.zeros(below), elf.data(file))),
        below + elf.entryOffset(),
        ArmPlacement.REACH,
        ArmPlacement.COMMAND_LINE_LIMIT,
        Optional.empty());
  }
}
