package kexec.baremetal.internal.diagnosis;

/** EINVAL of {@code reboot}: there is nothing to start, or not from here. */
final class RebootCauses {

  private RebootCauses() {}

  static Verdict of(Incident incident) {
    return new Suspects("reboot-refused")
        .add(
            Standing.when(incident.facts().loaded().map(loaded -> !loaded)),
            new Verdict(
                Refusal.RECEIVER,
                "nothing-loaded",
                "the kernel has no image in the default slot",
                "Load one first."),
            "an image is loaded")
        .addPossible(
            new Verdict(
                Refusal.NOT_PERMITTED,
                "pid-namespace",
                "a container with process numbers of its own cannot restart the machine",
                "Run outside of the container."))
        .verdict(Refusal.RECEIVER);
  }
}
