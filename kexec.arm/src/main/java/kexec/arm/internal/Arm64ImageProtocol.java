package kexec.arm.internal;

import java.util.Map;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.Recognition;
import kexec.api.fault.KexecException;
import kexec.api.plan.Architecture;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Boots arm64 Images. */
@Component(property = "kexec.arch=arm64")
public final class Arm64ImageProtocol implements BootProtocol {

  private final Arm64Kernels kernels = new Arm64Kernels();

  /** Creates the protocol. */
  @Activate
  public Arm64ImageProtocol() {}

  @Override
  public String name() {
    return "Image";
  }

  @Override
  public Architecture architecture() {
    return Architecture.ARM64;
  }

  @Override
  public Recognition recognise(BootFile file) throws KexecException {
    return Arm64Image.isIn(file.data())
        ? kernels.recognised(name(), file, file.data(), Map.of())
        : new Recognition.Foreign("there is no \"ARM\\x64\" at offset 56");
  }
}
