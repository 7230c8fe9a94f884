package kexec.baremetal.internal.diagnosis;

import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.Slot;
import kexec.linux.sys.KexecLoad;

/** EADDRNOTAVAIL: a place that the kernel does not take. */
final class AddressCauses {

  private static final String REPORT = "Report it: the image was laid out wrongly.";

  private final Incident incident;
  private final Suspects suspects = new Suspects("place-refused");

  private AddressCauses(Incident incident) {
    this.incident = incident;
  }

  static Verdict of(Incident incident) {
    AddressCauses causes = new AddressCauses(incident);
    if (incident.slot() == Slot.CRASH) {
      causes.noCrashRegion();
    }
    incident.segments().ifPresent(causes::segments);
    if (incident.kind() == CallKind.FILE_LOAD) {
      causes.noHole();
    }
    return causes.suspects.verdict(Refusal.RECEIVER);
  }

  private void noCrashRegion() {
    Optional<Boolean> missing =
        incident.facts().crashSize().isPresent()
            ? Optional.of(incident.facts().crashSize().getAsLong() == 0)
            : Optional.empty();
    suspects.add(
        Standing.when(missing),
        verdict(
            "crash-region-missing",
            "no memory is reserved for a crash kernel",
            "Boot the running kernel with crashkernel=SIZE on its command line."),
        "memory is reserved for a crash kernel");
  }

  private void segments(KexecLoad load) {
    Segments segments = new Segments(load);
    Optional<Range<MachineAddress>> region =
        incident.facts().memory().flatMap(MemoryMap::crashRegion);
    if (incident.slot() == Slot.CRASH && region.isPresent()) {
      entry(load, region.get());
    }
    suspects.addProved(
        segments
            .unaligned()
            .map(s -> verdict("segment-not-aligned", s + " is not whole pages", REPORT)));
    suspects.addProved(
        segments
            .beyondLimit()
            .map(
                s ->
                    verdict(
                        "segment-beyond-limit",
                        s + " reaches beyond what kexec can reach",
                        "Set --mem-max to 0x3ffffffff000 or less.")));
    if (incident.slot() == Slot.CRASH) {
      crash(segments, region);
    }
  }

  private void entry(KexecLoad load, Range<MachineAddress> region) {
    if (!region.contains(load.entry())) {
      suspects.addProved(
          Optional.of(
              verdict(
                  "crash-entry-outside",
                  "the entry %s is not in the crash region %s".formatted(load.entry(), region),
                  "Plan again for the memory as it is now.")));
    }
  }

  private void crash(Segments segments, Optional<Range<MachineAddress>> region) {
    String cure =
        "Plan again for the memory as it is now; if the image does not fit, reserve more with"
            + " crashkernel=.";
    if (region.isEmpty()) {
      suspects.addPossible(
          verdict(
              "segment-outside-crash-region",
              "a segment is not in the crash region, which the kernel does not show to this user",
              cure));
      return;
    }
    suspects.addProved(
        segments
            .outside(region.get())
            .map(
                s ->
                    verdict(
                        "segment-outside-crash-region",
                        s + " is not in the crash region " + region.get(),
                        cure)));
  }

  private void noHole() {
    boolean crash = incident.slot() == Slot.CRASH;
    suspects.addPossible(
        verdict(
            "no-room",
            crash
                ? "the crash region has no room for the kernel, its initrd and what it starts with"
                : "the RAM has no hole in which the kernel or its initrd fits",
            crash
                ? "Reserve more with crashkernel=, or use a smaller initrd."
                : "Use a smaller initrd, or load the segments, which can be placed."));
  }

  private static Verdict verdict(String code, String cause, String cure) {
    return new Verdict(Refusal.RECEIVER, code, cause, cure);
  }
}
