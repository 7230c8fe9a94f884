package kexec.baremetal.internal.diagnosis;

import java.util.Optional;
import kexec.linux.security.Lockdown;
import kexec.linux.sys.Errno;

/** What the check of a kernel's signature gives, where unsigned kernels are refused. */
final class SignatureCauses {

  private SignatureCauses() {}

  static Optional<Verdict> of(Incident incident, Errno errno) {
    String name = incident.kernelName();
    String keys =
        "Load a kernel that is signed with a key of the running kernel's keyrings or of the"
            + " firmware's database.";
    return switch (errno) {
      case ENODATA -> verdict(incident, "signature-missing", name + " has no signature", keys);
      case ENOKEY ->
          verdict(
              incident,
              "signature-key-unknown",
              name + " is signed with a key that the running kernel does not have",
              keys);
      case EKEYREJECTED ->
          verdict(
              incident,
              "signature-rejected",
              "the signature of %s is not that of its content, or its key is not trusted"
                  .formatted(name),
              "Check that the file was not changed. Else: " + keys);
      case EKEYEXPIRED ->
          verdict(
              incident,
              "signature-key-expired",
              "the key that signed %s expired".formatted(name),
              keys);
      case EKEYREVOKED ->
          verdict(
              incident,
              "signature-key-revoked",
              "the key that signed %s was revoked".formatted(name),
              keys);
      case ENOPKG ->
          verdict(
              incident,
              "signature-algorithm",
              "the running kernel lacks the algorithm of the signature of " + name,
              "Sign the kernel with an algorithm that the running kernel has, such as SHA-256 with"
                  + " RSA.");
      case EBADMSG ->
          verdict(
              incident,
              "signature-malformed",
              "the signature of " + name + " is damaged",
              "Install the kernel's package anew, or sign the kernel anew.");
      case ELIBBAD ->
          verdict(
              incident,
              "signature-missing",
              name + " is no signed EFI program (PE), or one that was cut short",
              "Check that the file is whole. Else: " + keys);
      // Not of signatures; a list of all others would only have to be kept up to date.
      default -> Optional.empty();
    };
  }

  private static Optional<Verdict> verdict(
      Incident incident, String code, String cause, String cure) {
    return Optional.of(
        new Verdict(Refusal.BAD_FILE, code, cause + ", and " + reason(incident.facts()), cure));
  }

  /** Why the signature counts. */
  private static String reason(MachineFacts facts) {
    if (facts.isBuiltWith("KEXEC_SIG_FORCE").orElse(false)) {
      return "this kernel was built to take signed ones only (CONFIG_KEXEC_SIG_FORCE)";
    }
    if (facts.policy().secureBoot().orElse(false)) {
      return "Secure Boot is on, so only signed ones are taken";
    }
    return facts
        .policy()
        .lockdown()
        .filter(mode -> mode != Lockdown.NONE)
        .map(mode -> "the kernel is locked down (" + mode.label() + ")")
        .orElse("the running kernel takes signed ones only");
  }
}
