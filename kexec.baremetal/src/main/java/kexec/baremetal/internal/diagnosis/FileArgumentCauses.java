package kexec.baremetal.internal.diagnosis;

import java.util.Optional;
import kexec.api.text.ByteText;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.LinuxNumbers;

/** EINVAL of {@code kexec_file_load}: what it was handed cannot be. */
final class FileArgumentCauses {

  private static final long KNOWN_FLAGS =
      LinuxNumbers.KEXEC_FILE_UNLOAD
          | LinuxNumbers.KEXEC_FILE_ON_CRASH
          | LinuxNumbers.KEXEC_FILE_NO_INITRAMFS;

  /** Linux, arch/x86/include/asm/setup.h: COMMAND_LINE_SIZE, the NUL included. */
  private static final int COMMAND_LINE_SIZE = 2048;

  // Linux, Documentation/arch/x86/boot.rst
  private static final int CMDLINE_SIZE = 0x238;

  private final Incident incident;
  private final Suspects suspects = new Suspects("arguments-refused");

  private FileArgumentCauses(Incident incident) {
    this.incident = incident;
  }

  static Verdict of(Incident incident, KexecFileLoad load) {
    FileArgumentCauses causes = new FileArgumentCauses(incident);
    causes.flags(load.flags());
    incident.kernel().ifPresent(causes::file);
    incident.initrd().ifPresent(causes::file);
    causes.commandLine(load);
    return causes.suspects.verdict(Refusal.RECEIVER);
  }

  private void flags(long flags) {
    long unknown = flags & ~KNOWN_FLAGS;
    if (unknown != 0) {
      prove(
          Refusal.RECEIVER,
          "kexec-flags",
          "this kernel does not know the flags 0x%x".formatted(unknown),
          "Load without them.");
    }
  }

  private void file(HandedFile file) {
    if (file.directory()) {
      prove(
          Refusal.BAD_FILE,
          "file-is-directory",
          file.name() + " is a directory",
          "Name a file in it.");
    } else if (file.size() == 0) {
      prove(
          Refusal.BAD_FILE,
          "file-empty",
          file.name() + " is empty",
          "Check how the file was made.");
    }
  }

  private void commandLine(KexecFileLoad load) {
    if (load.commandLine().isEmpty()) {
      return;
    }
    int bytes = ByteText.bytes(load.commandLine().get()).length + 1;
    long limit = limit();
    suspects.add(
        Standing.when(bytes > limit),
        new Verdict(
            Refusal.RECEIVER,
            "command-line-too-long",
            "the command line has %d bytes with its end, and %d are taken".formatted(bytes, limit),
            "Shorten the command line."),
        "the command line is not too long");
  }

  /** What the running kernel takes, or the next one where that takes less. */
  private long limit() {
    Optional<Long> own =
        incident
            .kernel()
            .filter(kernel -> kernel.head().capacity() >= CMDLINE_SIZE + Integer.BYTES)
            .map(kernel -> Integer.toUnsignedLong(kernel.head().getInt(CMDLINE_SIZE)))
            .filter(size -> size > 0);
    return Math.min(COMMAND_LINE_SIZE, own.orElse((long) COMMAND_LINE_SIZE));
  }

  private void prove(Refusal refusal, String code, String cause, String cure) {
    suspects.addProved(Optional.of(new Verdict(refusal, code, cause, cure)));
  }
}
