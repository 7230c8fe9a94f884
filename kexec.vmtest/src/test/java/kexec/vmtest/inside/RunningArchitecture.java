package kexec.vmtest.inside;

import java.util.stream.Stream;
import kexec.linux.sys.LinuxAbi;
import kexec.receiver.host.KexecArchitecture;

/** The architecture of the guest. */
final class RunningArchitecture {

  private RunningArchitecture() {}

  static KexecArchitecture get() {
    LinuxAbi abi = LinuxAbi.ofJava(System.getProperty("os.arch")).orElseThrow();
    return Stream.of(KexecArchitecture.X86_64, KexecArchitecture.ARM64, KexecArchitecture.ARM)
        .filter(architecture -> architecture.abi() == abi)
        .findFirst()
        .orElseThrow();
  }
}
