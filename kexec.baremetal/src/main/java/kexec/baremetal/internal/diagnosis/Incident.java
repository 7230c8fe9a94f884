package kexec.baremetal.internal.diagnosis;

import java.util.Optional;
import kexec.api.plan.Slot;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.KexecLoad;

/**
 * A call that failed, and all that is known of where it did.
 *
 * @param failed the call
 * @param kind what it was made for
 * @param slot whose image it was about
 * @param facts the machine
 * @param kernel the kernel that was handed over as a file
 * @param initrd the initrd that was handed over as a file
 */
record Incident(
    FailedCall failed,
    CallKind kind,
    Slot slot,
    MachineFacts facts,
    Optional<HandedFile> kernel,
    Optional<HandedFile> initrd) {

  static Incident of(FailedCall failed, LinuxRoot root) {
    Optional<KexecFileLoad> files = Optional.empty();
    if (failed.call() instanceof KexecFileLoad load) {
      files = Optional.of(load);
    }
    return new Incident(
        failed,
        CallKind.of(failed.call()),
        CallKind.slotOf(failed.call()),
        new FactsReader(root).read(),
        files.flatMap(load -> HandedFile.of(root, load.kernelFd())),
        files.flatMap(load -> HandedFile.of(root, load.initrdFd())));
  }

  /** The segments that were handed over. */
  Optional<KexecLoad> segments() {
    return kind == CallKind.LOAD && failed.call() instanceof KexecLoad load
        ? Optional.of(load)
        : Optional.empty();
  }

  /** The files that were handed over. */
  Optional<KexecFileLoad> files() {
    return kind == CallKind.FILE_LOAD && failed.call() instanceof KexecFileLoad load
        ? Optional.of(load)
        : Optional.empty();
  }

  String kernelName() {
    return kernel.map(HandedFile::name).orElse("the kernel");
  }
}
