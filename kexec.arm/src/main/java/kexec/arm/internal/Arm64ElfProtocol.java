package kexec.arm.internal;

import java.util.List;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.Recognition;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.Architecture;
import kexec.api.plan.SegmentData;
import kexec.base.kernel.ElfKernel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Boots Linux's vmlinux for arm64: its segments, at their distances from the first, are the Image
 * (Linux, arch/arm64/boot/Makefile).
 */
@Component(property = {"kexec.arch=arm64", "service.ranking:Integer=-10"})
public final class Arm64ElfProtocol implements BootProtocol {

  /** A vmlinux has the kernel's virtual addresses as its physical ones: any address is valid. */
  private static final ElfKernel.Rules RULES =
      new ElfKernel.Rules(List.of(Architecture.ARM64), -1L);

  private final Arm64Kernels kernels = new Arm64Kernels();

  /** Creates the protocol. */
  @Activate
  public Arm64ElfProtocol() {}

  @Override
  public String name() {
    return "ELF-arm64";
  }

  @Override
  public Architecture architecture() {
    return Architecture.ARM64;
  }

  @Override
  public Recognition recognise(BootFile file) throws KexecException {
    return ElfKernel.recognise(file, RULES, elf -> recognised(elf, file));
  }

  private Recognition recognised(ElfKernel elf, BootFile file) throws KexecException {
    SegmentData content = elf.data(file.data());
    return Arm64Image.isIn(content)
        ? kernels.recognised(name(), file, content, elf.header().texts())
        : new Recognition.Malformed(
            Finding.error(
                "elf-not-a-kernel",
                "the ELF file is for arm64, but does not begin with the header of an arm64 kernel",
                "Take the vmlinux of a kernel, or its Image."));
  }
}
