package kexec.x86.internal;

import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.Recognition;
import kexec.api.fault.KexecException;
import kexec.api.plan.Architecture;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Boots kernels with a Multiboot 0.6.96 header, such as Xen. It ranks above ELF64, which would boot
 * a 64-bit kernel with such a header like any other vmlinux.
 */
@Component(property = {"kexec.arch=x86_64", "service.ranking:Integer=10"})
public final class Multiboot1Protocol implements BootProtocol {

  private final MultibootBoot boot = new MultibootBoot(MultibootVersion.ONE);

  /** Creates the protocol. */
  @Activate
  public Multiboot1Protocol() {}

  @Override
  public String name() {
    return MultibootVersion.ONE.label();
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
