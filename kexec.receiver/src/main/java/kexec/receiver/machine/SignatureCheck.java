package kexec.receiver.machine;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.receiver.host.Policy;

/**
 * Whether a kernel without a signature is to be loaded from files although Linux requires one.
 * Linux frees the current crash image before it checks the signature of the next one.
 */
final class SignatureCheck {

  private static final String CURE =
      "Name a kernel that is signed with a key of the running kernel's keyrings or of the"
          + " firmware's database.";

  private SignatureCheck() {}

  static List<Finding> of(Plan plan, Policy policy) {
    boolean enforced = policy.enforcesSignatures();
    boolean wanted = enforced || policy.isLockedDown();
    if (!wanted || !plan.methods().get(0).equals(LoadMethod.FILES) || isSigned(plan).orElse(true)) {
      return List.of();
    }
    String message =
        "%s carries no signature, and the running kernel ".formatted(plan.kernelPath());
    return List.of(
        enforced
            ? Finding.error("files-unsigned", message + "loads signed ones only", CURE)
            : Finding.warning(
                "files-unsigned",
                message + "is locked down: it loads only what its policy (IMA) vouches for",
                CURE));
  }

  private static Optional<Boolean> isSigned(Plan plan) {
    try {
      return Optional.of(PeSignature.isIn(plan.kernelPath()));
    } catch (IOException e) {
      // The load itself reports the problem with the file.
      return Optional.empty();
    }
  }
}
