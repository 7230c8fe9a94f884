package kexec.receiver.diagnosis;

import static kexec.receiver.diagnosis.Cause.POSSIBLE;

import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.fault.NoMachineException;
import kexec.api.fault.NotPermittedException;
import kexec.linux.security.Capability;
import kexec.linux.security.LoadLimits;
import kexec.linux.security.Lockdown;
import kexec.linux.security.Privileges;
import kexec.receiver.diagnosis.Incident.CallKind;

/** EPERM, EACCES and ENOSYS: rights, the kernel's policy, and the calls that it was built with. */
final class PolicyCauses {

  private static final String LOGS =
      "Look into the kernel's log and the audit log for its refusal.";
  private static final String NO_FILTER = "no seccomp filter";
  private static final String NOT_LOCKED = "the kernel is not locked down";

  /** What to do where the integrity policy appraises files. */
  static final String ACCEPTED = "Load a file with a signature that the policy accepts.";

  private PolicyCauses() {}

  /** EPERM, in the order of the kernel's checks (Linux, kernel/kexec.c, kernel/kexec_file.c). */
  static Cause permission(Incident incident) {
    return Cause.select(
        "not-permitted",
        NotPermittedException::new,
        capability(incident.facts()),
        users(incident.facts()),
        disabled(incident),
        lockedSegments(incident).besides(limit(incident)),
        lockedFiles(incident).besides(limit(incident)),
        // Last: the call that was refused for another reason counted, too.
        limit(incident),
        filter(incident),
        row(
            true,
            POSSIBLE,
            "security-module",
            "a security module, such as SELinux or LoadPin, forbids it",
            LOGS,
            ""));
  }

  static Cause capability(MachineFacts facts) {
    boolean never =
        facts.privileges().filter(p -> !p.bounding().contains(Capability.CAP_SYS_BOOT)).isPresent();
    return row(
        true,
        facts.privileges().map(p -> !p.has(Capability.CAP_SYS_BOOT)),
        "cap-sys-boot-missing",
        "CAP_SYS_BOOT is missing"
            + (never
                ? ", and the settings of this service or container keep it from ever getting it"
                : ""),
        never
            ? "Add CAP_SYS_BOOT to the capabilities of the service or container."
            : "Run as root, or give the program CAP_SYS_BOOT.",
        "CAP_SYS_BOOT is there");
  }

  static Cause users(MachineFacts facts) {
    return row(
        true,
        facts.initialUsers().map(initial -> !initial),
        "user-namespace",
        "root of a user namespace is not the machine's root",
        "Run outside of the container, or in one without users of its own.",
        "no user namespace");
  }

  static Cause disabled(Incident incident) {
    return row(
        changesSlot(incident),
        incident.facts().limits().map(LoadLimits::disabled),
        "kexec-load-disabled",
        "kernel.kexec_load_disabled is 1: nothing can be loaded or unloaded until the next"
            + " start",
        "Remove it from the sysctl settings and start the system again; it cannot be set"
            + " back.",
        "kexec_load_disabled is 0");
  }

  static Cause lockedSegments(Incident incident) {
    boolean unload = incident.kind() == CallKind.UNLOAD;
    return row(
        incident.isSegments(),
        isLocked(incident.facts()),
        "lockdown-kexec-load",
        "the kernel is locked down (%s), which forbids kexec_load".formatted(mode(incident))
            + (unload ? ", even to unload" : ""),
        unload
            ? "Unload with kexec_file_load, which lockdown does not forbid."
            : "Load by files (kexec_file_load) a kernel that is signed with a key that this"
                + " kernel trusts, or start without lockdown= and Secure Boot.",
        NOT_LOCKED);
  }

  private static Cause lockedFiles(Incident incident) {
    return row(
        incident.kind() == CallKind.FILE_LOAD,
        isLocked(incident.facts()),
        "lockdown-signature",
        "the kernel is locked down (%s), and %s is not signed with a key that it trusts"
            .formatted(mode(incident), incident.kernelName()),
        "Load a kernel that is signed with a key of the running kernel's keyrings or of the"
            + " firmware's database, or start without lockdown= and Secure Boot.",
        NOT_LOCKED);
  }

  private static String mode(Incident incident) {
    return incident.facts().policy().lockdown().map(Lockdown::label).orElse("perhaps");
  }

  static Cause limit(Incident incident) {
    boolean crash = incident.isCrash();
    String limit = crash ? "kexec_load_limit_panic" : "kexec_load_limit_reboot";
    return row(
        changesSlot(incident),
        incident.facts().limits().map(limits -> isZero(crash ? limits.crash() : limits.reboot())),
        "kexec-load-limit",
        "kernel."
            + limit
            + " is 0: nothing more can be loaded or unloaded there until the next start; every"
            + " load and unload counted, also those that were refused",
        "Raise the limit in the sysctl settings and start the system again; it can only be"
            + " lowered.",
        limit + " allows it");
  }

  static Cause filter(Incident incident) {
    return row(
        true,
        isFiltered(incident.facts()),
        "call-filtered",
        "a seccomp filter of this service or container forbids " + incident.callName(),
        "Allow the call in the filter (SystemCallFilter=@reboot of systemd, the seccomp"
            + " profile of the container).",
        NO_FILTER);
  }

  private static boolean changesSlot(Incident incident) {
    return incident.isSegments() || incident.isFiles();
  }

  /**
   * EACCES: the integrity policy (IMA), which is asked before lockdown, or a security module
   * (Linux, security_kernel_load_data() and kernel_read_file()).
   */
  static Cause access(Incident incident) {
    return Cause.select(
        "ima-appraisal",
        NotPermittedException::new,
        appraisedSegments(incident),
        row(
            incident.kind() == CallKind.FILE_LOAD,
            POSSIBLE,
            "ima-appraisal",
            "the integrity policy (IMA%s) does not accept "
                    .formatted(
                        incident
                            .facts()
                            .policy()
                            .appraisedFiles()
                            .map(files -> ", whose rules appraise " + files)
                            .orElse(""))
                + incident.fileNames(),
            ACCEPTED,
            ""),
        row(
            true,
            POSSIBLE,
            "security-module",
            "a security module, such as SELinux, forbids it",
            LOGS,
            ""));
  }

  static Cause appraisedSegments(Incident incident) {
    Optional<String> appraisal = incident.facts().policy().appraisal();
    boolean unload = incident.kind() == CallKind.UNLOAD;
    return row(
        incident.isSegments(),
        appraisal.map(known -> true),
        "ima-appraisal",
        appraisal.orElse("the integrity policy (IMA) wants to see the kernel's file")
            + (unload ? ", so kexec_load is refused, even to unload" : ", and kexec_load has none"),
        unload
            ? "Unload with kexec_file_load, which the policy does not ask about."
            : "Load by files (kexec_file_load) a kernel that is signed with a key that this"
                + " kernel trusts.",
        "");
  }

  /** ENOSYS: the kernel does not have the call, or hides it. */
  static Cause missing(Incident incident) {
    return Cause.select(
        "call-missing",
        NoMachineException::new,
        notBuilt(incident),
        row(
            true,
            isFiltered(incident.facts()),
            "call-filtered",
            "a seccomp filter of this service or container hides " + incident.callName(),
            "Allow the call in the filter, or run outside of the container.",
            NO_FILTER));
  }

  static Cause notBuilt(Incident incident) {
    MachineFacts facts = incident.facts();
    boolean files = incident.isFiles();
    String option = files ? "KEXEC_FILE" : "KEXEC";
    // The other call is no way out where it is known not to be there either.
    boolean none = facts.isBuiltWith(files ? "KEXEC" : "KEXEC_FILE").equals(Optional.of(false));
    String other =
        files
            ? "Load the segments (kexec_load), or run a kernel with CONFIG_KEXEC_FILE."
            : "Load by files (kexec_file_load), or run a kernel with CONFIG_KEXEC.";
    return new Cause(
        NoMachineException::new,
        true,
        // A kernel that shows its slots has one of the two calls, which is no proof of this one.
        facts.isBuiltWith(option).map(built -> !built),
        "kexec-not-built",
        "the running kernel was built without CONFIG_"
            + (none ? "KEXEC and CONFIG_KEXEC_FILE" : option),
        none ? "Run a kernel with one of the two; distributions' kernels have both." : other,
        "the kernel was built with CONFIG_" + option);
  }

  /** A filter may be there for other calls: where there is one, it is only possible. */
  private static Optional<Boolean> isFiltered(MachineFacts facts) {
    return facts.privileges().map(Privileges::filtered).filter(filtered -> !filtered);
  }

  private static Optional<Boolean> isLocked(MachineFacts facts) {
    // Where the file is absent, the kernel has no lockdown or its file system is not mounted.
    return facts
        .policy()
        .lockdown()
        .map(mode -> mode != Lockdown.NONE)
        .or(() -> facts.isBuiltWith("SECURITY_LOCKDOWN_LSM").filter(built -> !built));
  }

  private static boolean isZero(OptionalLong limit) {
    return limit.isPresent() && limit.getAsLong() == 0;
  }

  private static Cause row(
      boolean applies,
      Optional<Boolean> holds,
      String code,
      String cause,
      String cure,
      String otherwise) {
    return new Cause(NotPermittedException::new, applies, holds, code, cause, cure, otherwise);
  }
}
