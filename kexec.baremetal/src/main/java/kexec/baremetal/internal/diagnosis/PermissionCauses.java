package kexec.baremetal.internal.diagnosis;

import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.plan.Slot;
import kexec.linux.security.Capability;
import kexec.linux.security.LoadLimits;
import kexec.linux.security.Lockdown;

/** EPERM, in the order of the kernel's checks (Linux, kernel/kexec.c, kernel/kexec_file.c). */
final class PermissionCauses {

  private final Incident incident;
  private final MachineFacts facts;
  private final Suspects suspects = new Suspects("not-permitted");

  private PermissionCauses(Incident incident) {
    this.incident = incident;
    this.facts = incident.facts();
  }

  static Verdict of(Incident incident) {
    PermissionCauses causes = new PermissionCauses(incident);
    causes.capability();
    causes.userNamespace();
    if (incident.kind().changesSlot()) {
      causes.disabled();
      causes.lockdown();
      causes.limit();
    }
    causes.filter();
    causes.securityModule();
    return causes.suspects.verdict(Refusal.NOT_PERMITTED);
  }

  private void capability() {
    boolean never =
        facts.privileges().filter(p -> !p.bounding().contains(Capability.CAP_SYS_BOOT)).isPresent();
    suspects.add(
        Standing.when(facts.privileges().map(p -> !p.has(Capability.CAP_SYS_BOOT))),
        verdict(
            "cap-sys-boot-missing",
            never
                ? "CAP_SYS_BOOT is missing, and the settings of this service or container keep it"
                    + " from ever getting it"
                : "CAP_SYS_BOOT is missing",
            never
                ? "Add CAP_SYS_BOOT to the capabilities of the service or container."
                : "Run as root, or give the program CAP_SYS_BOOT."),
        "CAP_SYS_BOOT is there");
  }

  private void userNamespace() {
    suspects.add(
        Standing.when(facts.initialUsers().map(initial -> !initial)),
        verdict(
            "user-namespace",
            "root of a user namespace is not the machine's root",
            "Run outside of the container, or in one without users of its own."),
        "no user namespace");
  }

  private void disabled() {
    suspects.add(
        Standing.when(facts.limits().map(LoadLimits::disabled)),
        verdict(
            "kexec-load-disabled",
            "kernel.kexec_load_disabled is 1: nothing can be loaded or unloaded until the next"
                + " start",
            "Remove it from the sysctl settings and start the system again; it cannot be set"
                + " back."),
        "kexec_load_disabled is 0");
  }

  private void limit() {
    boolean crash = incident.slot() == Slot.CRASH;
    Optional<Boolean> used =
        facts.limits().map(limits -> isZero(crash ? limits.crash() : limits.reboot()));
    String name = crash ? "kexec_load_limit_panic" : "kexec_load_limit_reboot";
    suspects.add(
        Standing.when(used),
        verdict(
            "kexec-load-limit",
            "kernel."
                + name
                + " is 0: nothing more can be loaded or unloaded there until the next"
                + " start; every load and unload counted, also those that were refused",
            "Raise the limit in the sysctl settings and start the system again; it can only be"
                + " lowered."),
        name + " allows it");
  }

  private static boolean isZero(OptionalLong limit) {
    return limit.isPresent() && limit.getAsLong() == 0;
  }

  private void lockdown() {
    String mode = facts.policy().lockdown().map(Lockdown::label).orElse("perhaps");
    switch (incident.kind()) {
      case LOAD ->
          locked(
              verdict(
                  "lockdown-kexec-load",
                  "the kernel is locked down (" + mode + "), which forbids kexec_load",
                  "Load by files (kexec_file_load) a kernel that is signed with a key that this"
                      + " kernel trusts, or start without lockdown= and Secure Boot."));
      case UNLOAD ->
          locked(
              verdict(
                  "lockdown-kexec-load",
                  "the kernel is locked down ("
                      + mode
                      + "), which forbids kexec_load, even to"
                      + " unload",
                  "Unload with kexec_file_load, which lockdown does not forbid."));
      case FILE_LOAD ->
          locked(
              verdict(
                  "lockdown-signature",
                  "the kernel is locked down (%s), and %s is not signed with a key that it trusts"
                      .formatted(mode, incident.kernelName()),
                  "Load a kernel that is signed with a key of the running kernel's keyrings or of"
                      + " the firmware's database, or start without lockdown= and Secure Boot."));
      case FILE_UNLOAD, REBOOT, OTHER -> {
        // Lockdown does not forbid these.
      }
    }
  }

  private void locked(Verdict verdict) {
    suspects.add(Standing.when(isLocked()), verdict, "the kernel is not locked down");
  }

  private Optional<Boolean> isLocked() {
    if (facts.policy().lockdown().isPresent()) {
      return facts.policy().lockdown().map(mode -> mode != Lockdown.NONE);
    }
    // Where the file is absent, the kernel has no lockdown or its file system is not mounted.
    return facts.isBuiltWith("SECURITY_LOCKDOWN_LSM").filter(built -> !built);
  }

  private void filter() {
    Optional<Boolean> filtered = facts.privileges().map(p -> p.filtered());
    suspects.add(
        filtered.orElse(true) ? Standing.POSSIBLE : Standing.RULED_OUT,
        verdict(
            "call-filtered",
            "a seccomp filter of this service or container forbids "
                + incident.failed().call().name(),
            "Allow the call in the filter (SystemCallFilter=@reboot of systemd, the seccomp"
                + " profile of the container)."),
        "no seccomp filter");
  }

  private void securityModule() {
    suspects.addPossible(
        verdict(
            "security-module",
            "a security module, such as SELinux or LoadPin, forbids it",
            "Look into the kernel's log and the audit log for its refusal."));
  }

  private static Verdict verdict(String code, String cause, String cure) {
    return new Verdict(Refusal.NOT_PERMITTED, code, cause, cure);
  }
}
