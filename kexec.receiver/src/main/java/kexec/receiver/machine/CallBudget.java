package kexec.receiver.machine;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.fault.Finding;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.linux.LinuxRoot;
import kexec.linux.security.LoadLimits;
import kexec.linux.security.SecurityReader;
import kexec.receiver.host.PolicyReader;

/**
 * The number of calls that the kernel still permits. Its limits count every load and unload by a
 * caller with the right to it, even if it is rejected later (Linux, kernel/kexec_core.c,
 * kexec_load_permitted()), so a second load method costs one more call.
 */
final class CallBudget {

  private final SecurityReader security;

  CallBudget(LinuxRoot root) {
    this.security = new SecurityReader(root);
  }

  /** {@return whether the limit permits another call for a slot} */
  boolean permitsAnother(Slot slot) {
    OptionalLong left = left(slot);
    return left.isEmpty() || left.getAsLong() > 0;
  }

  /** {@return the number of calls left, or empty if there is no limit} */
  private OptionalLong left(Slot slot) {
    return limits()
        .map(limits -> slot == Slot.CRASH ? limits.crash() : limits.reboot())
        .orElse(OptionalLong.empty());
  }

  private Optional<LoadLimits> limits() {
    return PolicyReader.attempt(() -> Optional.of(security.limits()));
  }

  static String name(Slot slot) {
    return slot == Slot.CRASH ? "kernel.kexec_load_limit_panic" : "kernel.kexec_load_limit_reboot";
  }

  /** {@return the findings about a plan, possibly none} */
  List<Finding> of(Plan plan) {
    if (limits().filter(LoadLimits::disabled).isPresent()) {
      return List.of(
          Finding.warning(
              "kexec-load-disabled",
              "kernel.kexec_load_disabled is 1, so the running kernel refuses every load and unload",
              "Remove it from the sysctl settings and start the system again; it cannot be set"
                  + " back."));
    }
    OptionalLong left = left(plan.slot());
    if (left.isEmpty()) {
      return List.of();
    }
    return List.of(left.getAsLong() > 0 ? limited(plan, left.getAsLong()) : usedUp(plan.slot()));
  }

  private static Finding limited(Plan plan, long left) {
    String second =
        plan.methods().size() > 1
            ? "; where the first of several ways to load is refused, the second one costs another"
            : "";
    return Finding.info(
        "load-limit",
        "%s permits %s more: every load and unload counts, also one that is refused%s"
            .formatted(name(plan.slot()), left, second));
  }

  private static Finding usedUp(Slot slot) {
    return Finding.warning(
        "kexec-load-limit",
        name(slot) + " is 0, so the running kernel refuses every load and unload of this slot",
        "Raise the limit in the sysctl settings and start the system again; it can only be lowered"
            + " while the system runs.");
  }
}
