package kexec.baremetal.internal.diagnosis;

import kexec.linux.sys.Errno;

/**
 * Errors of {@code reboot}: there is nothing to start, or not from here; or the state that a live
 * update takes with it could not be saved, which fails the call with any error (Linux,
 * kernel/liveupdate/luo_core.c, liveupdate_reboot()).
 */
final class RebootCauses {

  /** A clause. */
  static final String LIVE_UPDATE =
      "the state that a live update takes with it could not be saved, so that the kernel went on";

  private RebootCauses() {}

  static Verdict of(Incident incident, Errno errno) {
    return switch (errno) {
      case EPERM -> PermissionCauses.of(incident);
      case EACCES -> AccessCauses.of(incident);
      case EBUSY -> FileCauses.busy(incident);
      case ENOSYS -> MissingCauses.of(incident);
      case EINVAL -> invalid(incident);
      // All others are those of whatever saves its state.
      default ->
          incident.facts().liveUpdates()
              ? liveUpdate()
              : Diagnosis.unknown(incident, Refusal.RECEIVER);
    };
  }

  private static Verdict invalid(Incident incident) {
    Suspects suspects =
        new Suspects("reboot-refused")
            .add(
                Standing.when(incident.facts().loaded().map(loaded -> !loaded)),
                new Verdict(
                    Refusal.RECEIVER,
                    "nothing-loaded",
                    "the kernel has no image in the default slot",
                    "Load one first."),
                "an image is loaded");
    if (incident.facts().liveUpdates()) {
      suspects.addPossible(liveUpdate());
    }
    return suspects
        .addPossible(
            new Verdict(
                Refusal.NOT_PERMITTED,
                "pid-namespace",
                "a container with process numbers of its own cannot restart the machine",
                "Run outside of the container."))
        .verdict(Refusal.RECEIVER);
  }

  private static Verdict liveUpdate() {
    return new Verdict(
        Refusal.RECEIVER,
        "live-update-failed",
        LIVE_UPDATE,
        "Look for its reason in the kernel's log, with dmesg; end the program whose session of"
            + " /dev/liveupdate cannot be saved, then execute again. Or start the running kernel"
            + " without liveupdate=on.");
  }
}
