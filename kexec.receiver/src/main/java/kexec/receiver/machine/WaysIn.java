package kexec.receiver.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.machine.ReceiverRules;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Slot;
import kexec.linux.host.HandoverReader;
import kexec.linux.host.KernelConfig;
import kexec.receiver.host.KexecArchitecture;
import kexec.receiver.host.LinuxHost;
import kexec.receiver.host.Policy;
import kexec.receiver.host.PolicyReader;

/**
 * The load methods of the running kernel. Segments come first: they are what a plan shows, and what
 * was checked. They are omitted if the kernel is known to reject them, because a rejected call
 * counts against its limit, and if they would destroy memory that the kernel preserves.
 */
final class WaysIn {

  private static final String HANDOVER =
      "Kexec Handover is on, and memory that is preserved for the next kernel is handed on only"
          + " where the files are loaded; segments may lie on it";

  private final KexecArchitecture architecture;
  private final PolicyReader policy;
  private final HandoverReader handover;

  WaysIn(LinuxHost host, PolicyReader policy) {
    this.architecture = host.architecture();
    this.policy = policy;
    this.handover = new HandoverReader(host.root());
  }

  /**
   * The load methods for one slot.
   *
   * @param methods not empty, best first
   * @param reason why a method that the kernel was built with is missing
   */
  private record Ways(List<LoadMethod> methods, Optional<String> reason) {}

  /** Adds the available methods to the rules. */
  void tell(ReceiverRules.Builder rules) {
    Policy now = policy.read();
    for (Slot slot : Slot.values()) {
      Ways ways = open(slot, now);
      rules.methods(slot, ways.methods());
      ways.reason().ifPresent(reason -> rules.reason(slot, reason));
    }
  }

  /** {@return the methods that are available now for a slot, best first} */
  List<LoadMethod> open(Slot slot) {
    return open(slot, policy.read()).methods();
  }

  private Ways open(Slot slot, Policy now) {
    boolean segments = mayHave(now.config(), "KEXEC");
    boolean files = architecture.fileFormat().isPresent() && mayHave(now.config(), "KEXEC_FILE");
    if (!segments && !files) {
      // The kernel's own error explains that, with a remedy.
      return new Ways(
          architecture.fileFormat().isPresent()
              ? List.of(LoadMethod.SEGMENTS, LoadMethod.FILES)
              : List.of(LoadMethod.SEGMENTS),
          Optional.empty());
    }
    Optional<String> shut = files ? forbidsSegments(slot, now) : Optional.empty();
    List<LoadMethod> open = new ArrayList<>();
    if (segments && shut.isEmpty()) {
      open.add(LoadMethod.SEGMENTS);
    }
    if (files) {
      open.add(LoadMethod.FILES);
    }
    return new Ways(open, segments ? shut : Optional.empty());
  }

  private Optional<String> forbidsSegments(Slot slot, Policy now) {
    Optional<String> forbidden = now.forbidsSegments();
    return forbidden.isPresent() || slot == Slot.CRASH || !isHandoverActive()
        ? forbidden
        : Optional.of(HANDOVER);
  }

  /** {@return the kernel's current policy} */
  Policy policy() {
    return policy.read();
  }

  /**
   * {@return whether the kernel preserves memory for the next one; this does not apply to crash
   * images}
   */
  boolean isHandoverActive() {
    return PolicyReader.attempt(() -> Optional.of(handover.isActive(policy.config())))
        .orElse(false);
  }

  /** {@return what Kexec Handover means for an image in a slot; nothing where it is off} */
  List<Finding> handover(Slot slot) {
    if (slot == Slot.CRASH || !isHandoverActive()) {
      return List.of();
    }
    return List.of(
        open(slot).contains(LoadMethod.SEGMENTS)
            ? Finding.warning(
                "handover-dropped",
                "Kexec Handover is on, and this kernel loads no files: an image of segments drops the"
                    + " memory that is preserved for the next kernel, or lies on it",
                "Run a kernel with CONFIG_KEXEC_FILE, or start the running kernel with kho=off.")
            : Finding.info("handover", HANDOVER));
  }

  private static boolean mayHave(Optional<KernelConfig> built, String option) {
    return built.flatMap(config -> config.isBuiltIn(option)).orElse(true);
  }
}
