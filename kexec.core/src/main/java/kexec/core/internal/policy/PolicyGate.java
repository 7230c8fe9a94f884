package kexec.core.internal.policy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import kexec.api.policy.SignatureVerifier;
import kexec.api.text.ByteText;
import kexec.api.text.FileName;

/**
 * What one image needs to be approved. Every policy has to approve everything that it is about. For
 * a load, what is not approved is an error; for a plan, a warning, because planning loads nothing.
 * For a single use by one thread.
 */
public final class PolicyGate {

  private final List<LoadPolicy> policies;
  private final Supplier<Optional<SignatureVerifier>> verifier;
  private final boolean enforced;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * Creates a gate.
   *
   * @param policies the policies that require something; empty if everything is allowed
   * @param verifier verifies signatures; empty if nothing does
   * @param enforced whether what is not approved is an error
   */
  PolicyGate(
      List<LoadPolicy> policies, Supplier<Optional<SignatureVerifier>> verifier, boolean enforced) {
    this.policies = List.copyOf(policies);
    this.verifier = verifier;
    this.enforced = enforced;
  }

  /** {@return a gate that everything passes} */
  public static PolicyGate open() {
    return new PolicyGate(List.of(), Optional::empty, true);
  }

  /**
   * {@return a gate for a policy that cannot be read: everything passes, for a plan only, with a
   * warning}
   *
   * @param refusal why it cannot be read
   */
  static PolicyGate unreadable(KexecException refusal) {
    PolicyGate gate = new PolicyGate(List.of(), Optional::empty, false);
    gate.add(
        Finding.error(
            refusal.fault().code(),
            refusal.fault().attempted() + ": " + refusal.fault().cause(),
            refusal.fault().cure()));
    return gate;
  }

  /** {@return what the strictest policy requires} */
  public Requirement requirement() {
    return policies.stream()
        .map(LoadPolicy::requirement)
        .max(Requirement::compareTo)
        .orElse(Requirement.OFF);
  }

  /** {@return what was approved and what was not, in the order in which it was asked} */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /**
   * Asks for a file that is started as a kernel, or passed to one as a module.
   *
   * @param kind what it is, for messages
   * @param file the file
   * @return as much of the file as may be used
   * @throws KexecException if it cannot be read
   */
  public SegmentData executable(String kind, MappedFile file) throws KexecException {
    SegmentData content = file.data();
    for (LoadPolicy policy : policies) {
      FileApproval.Answer answer =
          new FileApproval(policy, verifier, kind, file.path(), file.data()).listedOrSigned();
      add(answer.finding());
      if (answer.content() != file.data()) {
        content = answer.content();
      }
    }
    return content;
  }

  /**
   * Asks for a file with data for a kernel.
   *
   * @param kind what it is, for messages
   * @param file the file
   * @throws KexecException if it cannot be read
   */
  public void data(String kind, MappedFile file) throws KexecException {
    for (LoadPolicy policy : policies) {
      if (policy.requirement() == Requirement.ALL) {
        add(new FileApproval(policy, verifier, kind, file.path(), file.data()).listed().finding());
      }
    }
  }

  /**
   * Asks for a command line that is not a part of an approved file.
   *
   * @param whose whose it is, for messages
   * @param line the command line, as {@link ByteText}
   */
  public void commandLine(String whose, String line) {
    for (LoadPolicy policy : policies) {
      if (policy.requirement() == Requirement.ALL) {
        String hash = Digests.of(ByteText.bytes(line));
        if (policy.revoked().contains(hash) || !policy.allowed().contains(hash)) {
          add(
              Finding.error(
                  "policy-not-listed",
                  "the policy %s does not allow the command line of %s, \"%s\": its digest is not in %s"
                      .formatted(
                          FileName.of(policy.file()),
                          whose,
                          line,
                          FileName.of(policy.allowedFile())),
                  "To allow just this command line, add this line to %s: %s  the command line %s"
                      .formatted(FileName.of(policy.allowedFile()), hash, line)));
        }
      }
    }
  }

  /**
   * Asks for something that is used in place of a part of the kernel's file, which was approved
   * with that part.
   *
   * @param what the part, for messages
   * @param kernel the kernel's file
   */
  public void replaced(String what, Path kernel) {
    for (LoadPolicy policy : policies) {
      add(
          Finding.error(
              "policy-part-replaced",
              "the policy %s does not allow another %s than the one in %s, with which the file is approved"
                  .formatted(FileName.of(policy.file()), what, FileName.of(kernel)),
              "Name no %s, or make and sign a unified kernel image with the one that you want."
                  .formatted(what)));
    }
  }

  /**
   * {@return who signed a file, if no policy asks for that}
   *
   * @param file the file
   * @throws KexecException if it cannot be read
   */
  public List<Finding> signers(MappedFile file) throws KexecException {
    Optional<SignatureVerifier> present = policies.isEmpty() ? verifier.get() : Optional.empty();
    return present.isPresent()
        ? FileApproval.signers(present.get(), file.path(), file.data())
        : List.of();
  }

  private void add(Finding finding) {
    findings.add(
        enforced || !finding.isError()
            ? finding
            : Finding.warning(finding.code(), finding.message(), finding.cure()));
  }
}
