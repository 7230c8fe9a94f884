package kexec.rehearse.internal.machine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.plan.Architecture;

/** Finds the emulator's program. */
final class Program {

  /** Distributions that build one emulator only keep it out of the path. */
  private static final List<Path> BESIDE_THE_PATH =
      List.of(Path.of("/usr/libexec/qemu-kvm"), Path.of("/usr/lib/qemu-kvm"));

  private final String searched;

  /**
   * Creates a search.
   *
   * @param searched the directories to search, separated by colons, as in {@code PATH}
   */
  Program(String searched) {
    this.searched = searched;
  }

  /**
   * {@return the program that emulates an architecture}
   *
   * @throws KexecException with the code {@code emulator-missing} if there is none
   */
  Path find(Architecture architecture) throws KexecException {
    String name = "qemu-system-" + suffix(architecture);
    for (String directory : searched.split(":", -1)) {
      Path program = Path.of(directory.isEmpty() ? "." : directory).resolve(name);
      if (isProgram(program)) {
        return program.toAbsolutePath();
      }
    }
    Optional<Path> other = BESIDE_THE_PATH.stream().filter(Program::isProgram).findFirst();
    if (other.isPresent() && architecture.label().equals(System.getProperty("os.arch"))) {
      return other.get();
    }
    throw new KexecException(
        new Fault(
            "emulator-missing",
            "rehearsing a plan for " + architecture.label(),
            "there is no " + name + " on the path",
            "Install QEMU: the package is qemu-system-x86 or qemu-system-arm on Debian and Ubuntu,"
                + " %s on Fedora.".formatted(name)));
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  /** QEMU's own names differ from the kernel's. */
  private static String suffix(Architecture architecture) {
    return architecture.equals(Architecture.ARM64) ? "aarch64" : architecture.label();
  }
}
