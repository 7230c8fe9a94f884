package kexec.x86.internal;

import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.Recognition;
import kexec.api.fault.KexecException;
import kexec.api.plan.Architecture;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Boots kernels with a Multiboot2 2.0 header, such as Xen. It ranks above the older and less
 * capable version, for kernels that have both headers.
 */
@Component(property = {"kexec.arch=x86_64", "service.ranking:Integer=20"})
public final class Multiboot2Protocol implements BootProtocol {

  private final MultibootBoot boot = new MultibootBoot(MultibootVersion.TWO);

  /** Creates the protocol. */
  @Activate
  public Multiboot2Protocol() {}

  @Override
  public String name() {
    return MultibootVersion.TWO.label();
  }

  /** The machine's architecture; the kernel itself is entered in 32-bit protected mode. */
  @Override
  public Architecture architecture() {
    return Architecture.X86_64;
  }

  @Override
  public Recognition recognise(BootFile file) throws KexecException {
    return boot.recognise(file);
  }
}
