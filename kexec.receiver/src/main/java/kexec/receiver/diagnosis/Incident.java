package kexec.receiver.diagnosis;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.LinuxNumbers;
import kexec.linux.sys.SystemCall;
import kexec.receiver.host.KexecArchitecture;
import kexec.receiver.host.PolicyReader;

/**
 * A call that failed, and the machine at that moment.
 *
 * @param failed the call
 * @param kind what the call was made for
 * @param facts the machine
 * @param kernel the kernel that was handed over as a file
 * @param initrd the initrd that was handed over as a file
 */
record Incident(
    FailedCall failed,
    CallKind kind,
    MachineFacts facts,
    Optional<HandedFile> kernel,
    Optional<HandedFile> initrd) {

  /** What a call was made for. */
  enum CallKind {
    /** {@code kexec_load} with segments. */
    LOAD,
    /** {@code kexec_file_load} with files. */
    FILE_LOAD,
    /** {@code kexec_load} without segments. */
    UNLOAD,
    /** {@code kexec_file_load} that empties a slot. */
    FILE_UNLOAD,
    /** {@code reboot}, to start an image. */
    REBOOT,
    /** A call that staging needs. */
    OTHER;

    static CallKind of(SystemCall call) {
      if (call instanceof KexecLoad load) {
        return load.segments().isEmpty() ? UNLOAD : LOAD;
      }
      if (call instanceof KexecFileLoad load) {
        return (load.flags() & LinuxNumbers.KEXEC_FILE_UNLOAD) != 0 ? FILE_UNLOAD : FILE_LOAD;
      }
      return call.name().equals("reboot") ? REBOOT : OTHER;
    }
  }

  static Incident of(
      FailedCall failed, LinuxRoot root, KexecArchitecture architecture, PolicyReader policy) {
    Optional<KexecFileLoad> files =
        failed.call() instanceof KexecFileLoad load ? Optional.of(load) : Optional.empty();
    return new Incident(
        failed,
        CallKind.of(failed.call()),
        MachineFacts.read(root, architecture, policy),
        files.flatMap(load -> HandedFile.of(root, load.kernelFd())),
        files.flatMap(load -> HandedFile.of(root, load.initrdFd())));
  }

  /** {@return whether the call was about the crash image} */
  boolean isCrash() {
    return failed.call() instanceof KexecLoad load
        ? (load.flags() & LinuxNumbers.KEXEC_ON_CRASH) != 0
        : failed.call() instanceof KexecFileLoad files
            && (files.flags() & LinuxNumbers.KEXEC_FILE_ON_CRASH) != 0;
  }

  /** {@return whether the call was a {@code kexec_load}} */
  boolean isSegments() {
    return failed.call() instanceof KexecLoad;
  }

  /** {@return whether the call was a {@code kexec_file_load}} */
  boolean isFiles() {
    return failed.call() instanceof KexecFileLoad;
  }

  /** {@return the memory of the segments that were handed over, in bytes, unsigned} */
  Optional<Long> imageSize() {
    return kind == CallKind.LOAD && failed.call() instanceof KexecLoad load
        ? Optional.of(new Segments(load, facts).total())
        : Optional.empty();
  }

  String callName() {
    return failed.call().name();
  }

  String kernelName() {
    return kernel.map(HandedFile::name).orElse("the kernel");
  }

  String fileNames() {
    String names =
        Stream.of(kernel, initrd)
            .flatMap(file -> file.map(HandedFile::name).stream())
            .collect(Collectors.joining(" or "));
    return names.isEmpty() ? "the kernel or the initrd" : names;
  }
}
