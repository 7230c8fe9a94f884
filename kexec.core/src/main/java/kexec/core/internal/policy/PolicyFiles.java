package kexec.core.internal.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import kexec.api.fault.Causes;
import kexec.api.fault.Finding;
import kexec.api.fault.NotPermittedException;
import kexec.api.policy.SignatureVerifier;
import kexec.api.text.FileName;
import kexec.launch.Trust;

/**
 * The policy files. They are read each time they are asked for, so that what was written last
 * counts. Thread-safe.
 *
 * @param usual the file that may be absent
 * @param added a file that has to be there, if one is named; both then hold
 * @param verifier verifies signatures; empty if nothing does
 */
public record PolicyFiles(
    Path usual, Optional<Path> added, Supplier<Optional<SignatureVerifier>> verifier) {

  /**
   * {@return the gate for a load}
   *
   * @throws NotPermittedException if a policy cannot be read, or others could change it
   */
  public PolicyGate forLoad() throws NotPermittedException {
    return new PolicyGate(read(), verifier, true);
  }

  /** {@return the gate for a plan, which may be made whatever the policy says} */
  public PolicyGate forPlan() {
    try {
      return new PolicyGate(read(), verifier, false);
    } catch (NotPermittedException e) {
      return PolicyGate.unreadable(e);
    }
  }

  /** {@return what is to be told of the policies before anything is planned} */
  public List<Finding> explain() {
    List<Finding> told = new ArrayList<>();
    try {
      for (LoadPolicy policy : read()) {
        told.add(
            Finding.info(
                "policy",
                "the policy %s requires approval of %s: %s certificates and %s digests approve"
                    .formatted(
                        FileName.of(policy.file()),
                        policy.requirement() == Requirement.ALL
                            ? "every file and command line"
                            : "the kernel and all modules",
                        policy.certificates().size(),
                        policy.allowed().size())));
      }
    } catch (NotPermittedException e) {
      told.add(
          Finding.error(
              e.fault().code(),
              e.fault().attempted() + ": " + e.fault().cause(),
              e.fault().cure()));
    }
    return told;
  }

  private List<LoadPolicy> read() throws NotPermittedException {
    List<LoadPolicy> required = new ArrayList<>();
    if (isThere(usual)) {
      required.add(read(usual));
    }
    if (added.isPresent()) {
      required.add(read(added.get()));
    }
    required.removeIf(policy -> policy.requirement() == Requirement.OFF);
    return required;
  }

  /** A file whose presence cannot be told counts as present: reading it tells why. */
  static boolean isThere(Path file) {
    try {
      Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static LoadPolicy read(Path file) throws NotPermittedException {
    try {
      return LoadPolicyReader.read(file, Trust.ofThisUser());
    } catch (IOException e) {
      throw LoadPolicyReader.unreadable(file, Causes.of(e), e);
    }
  }
}
