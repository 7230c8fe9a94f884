package kexec.baremetal.internal.diagnosis;

import java.util.Optional;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.Slot;
import kexec.api.text.Size;

/** ENOMEM: no room for what the kernel needs besides, or for the image itself. */
final class MemoryCauses {

  private final Incident incident;
  private final Suspects suspects = new Suspects("memory-short");

  private MemoryCauses(Incident incident) {
    this.incident = incident;
  }

  static Verdict of(Incident incident) {
    MemoryCauses causes = new MemoryCauses(incident);
    if (incident.slot() == Slot.CRASH) {
      causes.crashRegion();
    }
    causes.memory();
    return causes.suspects.verdict(Refusal.RECEIVER);
  }

  private void crashRegion() {
    Optional<Long> region =
        incident.facts().memory().flatMap(MemoryMap::crashRegion).map(Range::size);
    Optional<Long> image = imageSize();
    boolean full =
        region.isPresent()
            && image.isPresent()
            && Long.compareUnsigned(image.get(), region.get()) >= 0;
    suspects.add(
        full ? Standing.PROVED : Standing.POSSIBLE,
        new Verdict(
            Refusal.RECEIVER,
            "crash-region-full",
            "the crash region has no room for the kernel's own pages beside the image",
            "Reserve more with crashkernel=, or use a smaller initrd."),
        "");
  }

  private void memory() {
    Optional<Long> available = incident.facts().amounts().map(amounts -> amounts.available());
    Optional<Long> image = incident.slot() == Slot.CRASH ? Optional.empty() : imageSize();
    boolean known = available.isPresent() && image.isPresent();
    boolean tooMuch = known && Long.compareUnsigned(image.get(), available.get()) > 0;
    String cause =
        known
            ? "the image takes %s, and %s are available"
                .formatted(Size.both(image.get()), Size.both(available.get()))
            : "the kernel is short of memory"
                + available.map(bytes -> ", " + Size.both(bytes) + " are available").orElse("");
    suspects.add(
        tooMuch ? Standing.PROVED : Standing.POSSIBLE,
        new Verdict(
            Refusal.RECEIVER,
            "memory-short",
            cause,
            "Stop what takes memory, or use a smaller initrd."),
        "");
  }

  private Optional<Long> imageSize() {
    return incident.segments().map(load -> new Segments(load).total());
  }
}
