package kexec.receiver.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kexec.api.fault.Finding;
import kexec.api.fault.Severity;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.VirtualAddress;
import kexec.api.plan.Slot;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.KexecSegment;
import kexec.linux.sys.LinuxNumbers;
import kexec.linux.sys.SystemCall;
import kexec.receiver.host.KexecArchitecture;
import kexec.receiver.host.Policy;
import kexec.receiver.host.PolicyReader;

/**
 * Tells before a load for what reasons the kernel would refuse every image: holds the causes that
 * {@link Diagnosis} knows against the machine as it is now. Makes no call. Thread-safe.
 */
public final class Prognosis {

  private static final KexecSegment ANY =
      new KexecSegment(new VirtualAddress(0), 0, new MachineAddress(0), 0);

  private static final String SIGNED =
      "Load a kernel that is signed with a key of the running kernel's keyrings or of the"
          + " firmware's database";

  private final LinuxRoot root;
  private final KexecArchitecture architecture;
  private final PolicyReader policy;

  /**
   * Creates a prognosis of a system.
   *
   * @param root the system to read
   * @param architecture what its kexec requires
   * @param policy reads its policy
   */
  public Prognosis(LinuxRoot root, KexecArchitecture architecture, PolicyReader policy) {
    this.root = root;
    this.architecture = architecture;
    this.policy = policy;
  }

  /**
   * Holds the causes against the machine, for the calling thread.
   *
   * @param slot the slot that the image would be for
   * @return an error for each cause that shuts every load method, a warning for each that shuts one
   *     of them or that cannot be told, and information on what was ruled out
   */
  public List<Finding> of(Slot slot) {
    Incident segments = incident(segments(slot));
    List<Finding> findings = new ArrayList<>();
    Stream.of(
            PolicyCauses.capability(segments.facts()),
            PolicyCauses.users(segments.facts()),
            PolicyCauses.disabled(segments),
            PolicyCauses.limit(segments),
            PolicyCauses.filter(segments))
        .flatMap(cause -> cause.finding().stream())
        .forEach(findings::add);
    findings.addAll(methods(segments, incident(files(slot))));
    return findings;
  }

  private List<Finding> methods(Incident segments, Incident files) {
    List<Finding> forSegments = findings(notBuilt(segments), PolicyCauses.lockedSegments(segments));
    // Where nothing speaks for it, it is unlikely, and only a refusal makes it worth telling.
    if (segments.facts().policy().mayAppraise()) {
      forSegments.addAll(findings(PolicyCauses.appraisedSegments(segments)));
    }
    if (architecture.fileFormat().isEmpty()) {
      return forSegments;
    }
    List<Finding> forFiles = findings(notBuilt(files));
    boolean segmentsShut = forSegments.stream().anyMatch(Finding::isError);
    boolean filesShut = forFiles.stream().anyMatch(Finding::isError);
    List<Finding> all = new ArrayList<>();
    if (segmentsShut && !filesShut) {
      forSegments.forEach(finding -> all.add(as(Severity.WARNING, finding)));
      signature(segments.facts().policy()).ifPresent(all::add);
    } else {
      all.addAll(forSegments);
    }
    if (!filesShut) {
      appraised(segments.facts().policy(), segmentsShut).ifPresent(all::add);
    }
    if (filesShut && !segmentsShut) {
      forFiles.forEach(finding -> all.add(as(Severity.INFO, finding)));
    } else {
      all.addAll(forFiles);
    }
    return all.stream().distinct().toList();
  }

  /** A kernel that shows its slots has one of the two calls; which one, a load finds out. */
  private static Cause notBuilt(Incident incident) {
    Cause cause = PolicyCauses.notBuilt(incident);
    return cause.holds().isEmpty() && incident.facts().loaded().isPresent()
        ? cause.ruledOut("the running kernel has kexec; how it was built is not known")
        : cause;
  }

  private static List<Finding> findings(Cause... causes) {
    return Stream.of(causes)
        .flatMap(cause -> cause.finding().stream())
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** A restriction of one method only; what cannot be told stays a warning. */
  private static Finding as(Severity severity, Finding finding) {
    return finding.isError()
        ? new Finding(severity, finding.code(), finding.message(), finding.cure())
        : finding;
  }

  /** What the file must have where nothing but files is loaded. */
  private static Optional<Finding> signature(Policy policy) {
    if (policy.enforcesSignatures()) {
      return Optional.of(
          Finding.warning(
              "signature-missing",
              "the running kernel loads only kernels with a signature that it trusts",
              SIGNED + "."));
    }
    return policy
        .lockedDown()
        .map(
            locked ->
                Finding.warning(
                    "lockdown-signature",
                    locked + ", and loads only kernels with a signature that it trusts",
                    SIGNED + ", or start without lockdown= and Secure Boot."));
  }

  /** What the files must have besides, by the rules of the integrity policy. */
  private static Optional<Finding> appraised(Policy policy, boolean segmentsShut) {
    return policy
        .appraisedFiles()
        .map(
            files ->
                "the integrity policy (IMA) refuses %s without a signature that it accepts"
                    .formatted(files))
        .map(
            message ->
                segmentsShut
                    ? Finding.warning("ima-appraisal", message, PolicyCauses.ACCEPTED)
                    : Finding.info("ima-appraisal", message));
  }

  private Incident incident(SystemCall call) {
    return Incident.of(new FailedCall(call, 0), root, architecture, policy);
  }

  private KexecLoad segments(Slot slot) {
    long flags = slot == Slot.CRASH ? LinuxNumbers.KEXEC_ON_CRASH : 0;
    return new KexecLoad(
        new MachineAddress(0), List.of(ANY), flags | architecture.abi().kexecArchFlag());
  }

  private static KexecFileLoad files(Slot slot) {
    return new KexecFileLoad(
        KexecFileLoad.NO_FILE,
        KexecFileLoad.NO_FILE,
        Optional.empty(),
        slot == Slot.CRASH ? LinuxNumbers.KEXEC_FILE_ON_CRASH : 0);
  }
}
