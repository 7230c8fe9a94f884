package kexec.baremetal.internal.diagnosis;

import java.util.Optional;

/** ENOSYS: the kernel does not have the call, or hides it. */
final class MissingCauses {

  private MissingCauses() {}

  static Verdict of(Incident incident) {
    boolean files =
        switch (incident.kind()) {
          case FILE_LOAD, FILE_UNLOAD -> true;
          case LOAD, UNLOAD, REBOOT, OTHER -> false;
        };
    String option = files ? "KEXEC_FILE" : "KEXEC";
    return new Suspects("call-missing")
        .add(
            Standing.when(isMissing(incident.facts(), option)),
            notBuilt(files, incident.facts()),
            "the kernel was built with CONFIG_" + option)
        .add(
            incident.facts().privileges().map(p -> p.filtered()).orElse(true)
                ? Standing.POSSIBLE
                : Standing.RULED_OUT,
            new Verdict(
                Refusal.NOT_PERMITTED,
                "call-filtered",
                "a seccomp filter of this service or container hides "
                    + incident.failed().call().name(),
                "Allow the call in the filter, or run outside of the container."),
            "no seccomp filter")
        .verdict(Refusal.NO_MACHINE);
  }

  /** The other call is no way out where it is known not to be there either. */
  private static Verdict notBuilt(boolean files, MachineFacts facts) {
    if (facts.isBuiltWith(files ? "KEXEC" : "KEXEC_FILE").equals(Optional.of(false))) {
      return new Verdict(
          Refusal.NO_MACHINE,
          "kexec-not-built",
          "the running kernel was built without CONFIG_KEXEC and CONFIG_KEXEC_FILE",
          "Run a kernel with one of the two; distributions' kernels have both.");
    }
    return new Verdict(
        Refusal.NO_MACHINE,
        "kexec-not-built",
        "the running kernel was built without CONFIG_" + (files ? "KEXEC_FILE" : "KEXEC"),
        files
            ? "Load the segments (kexec_load), or run a kernel with CONFIG_KEXEC_FILE."
            : "Load by files (kexec_file_load), or run a kernel with CONFIG_KEXEC.");
  }

  /** Without any of it, the kernel does not even tell whether an image is loaded. */
  private static Optional<Boolean> isMissing(MachineFacts facts, String option) {
    Optional<Boolean> built = facts.isBuiltWith(option);
    return built.isPresent() ? built.map(is -> !is) : facts.loaded().map(told -> false);
  }
}
