package kexec.baremetal.internal.diagnosis;

import java.util.Optional;
import kexec.baremetal.internal.host.Policy;

/**
 * EACCES: the integrity policy (IMA), which is asked before lockdown, or a security module (Linux,
 * security_kernel_load_data() and kernel_read_file()).
 */
final class AccessCauses {

  private static final String MODULE_CURE =
      "Look into the kernel's log and the audit log for its refusal.";

  private AccessCauses() {}

  static Verdict of(Incident incident) {
    Suspects suspects = new Suspects("ima-appraisal");
    switch (incident.kind()) {
      case LOAD, UNLOAD -> segments(incident, suspects);
      case FILE_LOAD -> files(incident, suspects);
      case FILE_UNLOAD, REBOOT, OTHER -> {
        // No file and no image is looked at.
      }
    }
    suspects.addPossible(
        verdict("security-module", "a security module, such as SELinux, forbids it", MODULE_CURE));
    return suspects.verdict(Refusal.NOT_PERMITTED);
  }

  private static void segments(Incident incident, Suspects suspects) {
    Policy policy = incident.facts().policy();
    boolean unload = incident.kind() == CallKind.UNLOAD;
    String cure =
        unload
            ? "Unload with kexec_file_load, which the policy does not ask about."
            : "Load by files (kexec_file_load) a kernel that is signed with a key that this kernel"
                + " trusts.";
    String call =
        unload ? ", so kexec_load is refused, even to unload" : ", and kexec_load has none";
    Optional<String> known = policy.appraisal();
    if (known.isPresent()) {
      suspects.addProved(Optional.of(verdict("ima-appraisal", known.get() + call, cure)));
    } else {
      suspects.addPossible(
          verdict(
              "ima-appraisal",
              "the integrity policy (IMA) wants to see the kernel's file" + call,
              cure));
    }
  }

  private static void files(Incident incident, Suspects suspects) {
    suspects.addPossible(
        verdict(
            "ima-appraisal",
            "the integrity policy (IMA) does not accept " + FileCauses.names(incident),
            "Load a file with a signature that the policy accepts."));
  }

  private static Verdict verdict(String code, String cause, String cure) {
    return new Verdict(Refusal.NOT_PERMITTED, code, cause, cure);
  }
}
