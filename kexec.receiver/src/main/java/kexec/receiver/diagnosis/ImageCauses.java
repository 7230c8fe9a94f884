package kexec.receiver.diagnosis;

import static kexec.receiver.diagnosis.Cause.POSSIBLE;

import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.text.Size;
import kexec.linux.memory.MemInfo;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.KexecSegment;
import kexec.linux.sys.LinuxNumbers;
import kexec.receiver.diagnosis.Incident.CallKind;
import kexec.receiver.host.KexecArchitecture;

/** EADDRNOTAVAIL, ENOMEM, and EINVAL of {@code kexec_load}: the image or its place. */
final class ImageCauses {

  // Linux, include/uapi/linux/kexec.h and include/uapi/linux/elf-em.h
  private static final long ARCH_MASK = 0xffff0000L;
  private static final long KNOWN_FLAGS =
      LinuxNumbers.KEXEC_ON_CRASH | LinuxNumbers.KEXEC_UPDATE_ELFCOREHDR;

  private static final String REPORT = "Report it: the image was laid out wrongly.";

  private ImageCauses() {}

  /** EADDRNOTAVAIL of a call that hands over no segments. */
  static Cause place(Incident incident) {
    boolean crash = incident.isCrash();
    return Cause.select(
        "place-refused",
        KexecException::new,
        regionMissing(incident),
        row(
            incident.kind() == CallKind.FILE_LOAD,
            POSSIBLE,
            "no-room",
            crash
                ? "the crash region has no room for the kernel, its initrd and what it starts with"
                : "the RAM has no hole in which the kernel or its initrd fits",
            crash
                ? "Reserve more with crashkernel=, or use a smaller initrd."
                : "Use a smaller initrd, or load the segments, which can be placed."));
  }

  /** EADDRNOTAVAIL of segments. */
  static Cause place(Incident incident, KexecLoad load) {
    Segments segments = new Segments(load, incident.facts());
    MachineAddress limit = incident.facts().architecture().destinationLimit();
    Optional<Range<MachineAddress>> region =
        incident.facts().crashRegion().filter(known -> incident.isCrash());
    Optional<KexecSegment> outside = region.flatMap(segments::outside);
    return Cause.select(
        "place-refused",
        KexecException::new,
        regionMissing(incident),
        row(
            region.isPresent(),
            region.map(known -> !known.contains(load.entry())),
            "crash-entry-outside",
            "the entry %s is not in the crash region %s".formatted(load.entry(), text(region)),
            "Plan again for the memory as it is now."),
        row(segments.unaligned(), "segment-not-aligned", " is not whole pages", REPORT),
        row(
            segments.beyondLimit(),
            "segment-beyond-limit",
            " reaches beyond what kexec can reach",
            "Set --mem-max to %s or less.".formatted(limit)),
        row(
            incident.isCrash(),
            region.map(known -> outside.isPresent()),
            "segment-outside-crash-region",
            region.isEmpty()
                ? "a segment is not in the crash region, which the kernel does not show to this user"
                : text(outside) + " is not in the crash region " + region.get(),
            "Plan again for the memory as it is now; if the image does not fit, reserve more with"
                + " crashkernel=."));
  }

  private static Cause regionMissing(Incident incident) {
    MachineFacts facts = incident.facts();
    return row(
        incident.isCrash(),
        facts.crashSize().isPresent() ? Optional.of(facts.crashSize().getAsLong() == 0) : POSSIBLE,
        "crash-region-missing",
        "no memory is reserved for a crash kernel",
        "Boot the running kernel with crashkernel=SIZE on its command line.",
        "memory is reserved for a crash kernel");
  }

  /** EINVAL of segments, in the order of the kernel's checks. */
  static Cause arguments(Incident incident, KexecLoad load) {
    MachineFacts facts = incident.facts();
    Segments segments = new Segments(load, incident.facts());
    KexecArchitecture own = facts.architecture();
    long architecture = load.flags() & ARCH_MASK;
    long flags = load.flags() & ~ARCH_MASK;
    int count = load.segments().size();
    String total = Size.both(segments.total());
    Optional<Long> half = facts.amounts().map(MemInfo::total).map(all -> all / 2);
    return Cause.select(
        "arguments-refused",
        KexecException::new,
        unknownFlags(flags & ~KNOWN_FLAGS),
        row(
            architecture != 0,
            Optional.of(architecture != own.abi().kexecArchFlag()),
            "kexec-architecture",
            "architecture %s is not that of this kernel".formatted(architecture >>> 16),
            "Name a kernel for %s.".formatted(own.architecture().label())),
        row(
            (flags & LinuxNumbers.KEXEC_UPDATE_ELFCOREHDR) != 0,
            facts.isBuiltWith("CRASH_HOTPLUG").map(built -> !built),
            "kexec-flags",
            "this kernel does not keep the ELF core header current",
            "Load without that flag.",
            "the kernel keeps the ELF core header current"),
        row(
            true,
            Optional.of(count > LinuxNumbers.KEXEC_SEGMENT_MAX),
            "too-many-segments",
            "%s segments, at most %s are taken".formatted(count, LinuxNumbers.KEXEC_SEGMENT_MAX),
            "Join initrds or modules into one file."),
        row(
            segments.overlapping(),
            "segments-overlap",
            " shares memory with the one below it",
            REPORT),
        row(
            segments.longerThanItsPlace(),
            "segment-too-long",
            " has more content than place",
            REPORT),
        row(
            true,
            half.map(segments::isLargerThan),
            "image-too-large",
            "the image takes "
                + total
                + half.map(
                        bytes ->
                            ", and the kernel gives it at most half of the RAM, "
                                + Size.both(bytes))
                    .orElse(", perhaps more than half of the RAM"),
            "Use a smaller initrd.",
            "the image takes less than half of the RAM"));
  }

  /** {@return the row for flags that the kernel does not know; not proved where there are none} */
  static Cause unknownFlags(long flags) {
    return row(
        true,
        Optional.of(flags != 0),
        "kexec-flags",
        "this kernel does not know the flags 0x%x".formatted(flags),
        "Load without them.");
  }

  /** ENOMEM: no room for what the kernel needs besides, or for the image itself. */
  static Cause memory(Incident incident) {
    MachineFacts facts = incident.facts();
    boolean crash = incident.isCrash();
    Optional<Long> image = incident.imageSize();
    Optional<Long> available = facts.amounts().map(MemInfo::available);
    boolean full =
        image.isPresent()
            && facts
                .crashRegion()
                .filter(region -> Long.compareUnsigned(image.get(), region.size()) >= 0)
                .isPresent();
    boolean known = !crash && image.isPresent() && available.isPresent();
    boolean tooMuch = known && Long.compareUnsigned(image.get(), available.get()) > 0;
    return Cause.select(
        "memory-short",
        KexecException::new,
        row(
            crash,
            full ? Optional.of(true) : POSSIBLE,
            "crash-region-full",
            "the crash region has no room for the kernel's own pages beside the image",
            "Reserve more with crashkernel=, or use a smaller initrd."),
        row(
            true,
            tooMuch ? Optional.of(true) : POSSIBLE,
            "memory-short",
            known
                ? "the image takes %s, and %s are available"
                    .formatted(Size.both(image.get()), Size.both(available.get()))
                : "the kernel is short of memory"
                    + available.map(bytes -> ", " + Size.both(bytes) + " are available").orElse(""),
            "Stop what takes memory, or use a smaller initrd."));
  }

  private static String text(Optional<?> value) {
    return value.map(Object::toString).orElse("");
  }

  private static Cause row(
      Optional<KexecSegment> wrong, String code, String predicate, String cure) {
    return row(true, Optional.of(wrong.isPresent()), code, text(wrong) + predicate, cure);
  }

  private static Cause row(
      boolean applies, Optional<Boolean> holds, String code, String cause, String cure) {
    return row(applies, holds, code, cause, cure, "");
  }

  private static Cause row(
      boolean applies,
      Optional<Boolean> holds,
      String code,
      String cause,
      String cure,
      String otherwise) {
    return new Cause(KexecException::new, applies, holds, code, cause, cure, otherwise);
  }
}
