package kexec.baremetal.internal.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.machine.ReceiverRules;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Slot;
import kexec.baremetal.internal.host.Policy;
import kexec.baremetal.internal.host.PolicyReader;
import kexec.linux.LinuxRoot;
import kexec.linux.host.HandoverReader;
import kexec.linux.host.KernelConfig;

/**
 * The ways to load that the running kernel has. Segments come first: they are what a plan shows,
 * and what was checked of it. They are left out where the kernel is known to refuse them, because a
 * refused call counts against its limit, and where they would cost what the kernel preserves.
 */
final class WaysIn {

  private static final String HANDOVER =
      "Kexec Handover is on, and memory that is preserved for the next kernel is handed on only"
          + " where the files are loaded; segments may lie on it";

  private final PolicyReader policy;
  private final HandoverReader handover;

  WaysIn(LinuxRoot root) {
    this.policy = new PolicyReader(root);
    this.handover = new HandoverReader(root);
  }

  /**
   * The ways for one slot.
   *
   * @param methods not empty, the best first
   * @param reason why one is missing that the kernel was built with
   */
  private record Ways(List<LoadMethod> methods, Optional<String> reason) {}

  /** Tells the rules what is open. */
  void tell(ReceiverRules.Builder rules) {
    Policy now = policy.read();
    for (Slot slot : Slot.values()) {
      Ways ways = open(slot, now);
      rules.methods(slot, ways.methods());
      ways.reason().ifPresent(reason -> rules.reason(slot, reason));
    }
  }

  /** Returns what is open now for a slot, the best first. */
  List<LoadMethod> open(Slot slot) {
    return open(slot, policy.read()).methods();
  }

  private Ways open(Slot slot, Policy now) {
    boolean segments = mayHave(now.config(), "KEXEC");
    boolean files = mayHave(now.config(), "KEXEC_FILE");
    if (!segments && !files) {
      // The kernel's own refusal tells that, with what to do.
      return new Ways(List.of(LoadMethod.SEGMENTS, LoadMethod.FILES), Optional.empty());
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

  /** Returns what the kernel's policy says now. */
  Policy policy() {
    return policy.read();
  }

  /**
   * Tells whether the kernel preserves memory for the next one. A crash image is not told of it.
   */
  boolean isHandoverActive() {
    return PolicyReader.attempt(() -> Optional.of(handover.isActive())).orElse(false);
  }

  private static boolean mayHave(Optional<KernelConfig> built, String option) {
    return built.flatMap(config -> config.isBuiltIn(option)).orElse(true);
  }
}
