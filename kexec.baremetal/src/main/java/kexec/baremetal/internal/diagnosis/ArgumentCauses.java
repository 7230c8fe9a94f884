package kexec.baremetal.internal.diagnosis;

import java.util.Optional;
import kexec.api.text.Size;
import kexec.linux.memory.MemInfo;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.KexecSegment;
import kexec.linux.sys.LinuxNumbers;

/**
 * EINVAL of {@code kexec_load}: what it was told cannot be, in the order of the kernel's checks.
 */
final class ArgumentCauses {

  // Linux, include/uapi/linux/kexec.h and include/uapi/linux/elf-em.h
  private static final long ARCH_MASK = 0xffff0000L;
  private static final long ARCH_X86_64 = 62L << 16;
  private static final long KNOWN_FLAGS =
      LinuxNumbers.KEXEC_ON_CRASH | LinuxNumbers.KEXEC_UPDATE_ELFCOREHDR;

  private static final String REPORT = "Report it: the image was laid out wrongly.";

  private final Incident incident;
  private final Suspects suspects = new Suspects("arguments-refused");

  private ArgumentCauses(Incident incident) {
    this.incident = incident;
  }

  static Verdict of(Incident incident, KexecLoad load) {
    ArgumentCauses causes = new ArgumentCauses(incident);
    causes.flags(load);
    causes.segments(load);
    causes.amount(load);
    return causes.suspects.verdict(Refusal.RECEIVER);
  }

  private void flags(KexecLoad load) {
    long architecture = load.flags() & ARCH_MASK;
    long flags = load.flags() & ~ARCH_MASK;
    if ((flags & ~KNOWN_FLAGS) != 0) {
      prove(
          "kexec-flags",
          "this kernel does not know the flags 0x%x".formatted(flags & ~KNOWN_FLAGS),
          "Load without them.");
    }
    if (architecture != 0 && architecture != ARCH_X86_64) {
      prove(
          "kexec-architecture",
          "architecture %d is not that of this kernel".formatted(architecture >>> 16),
          "Name a kernel for x86_64.");
    }
    if ((flags & LinuxNumbers.KEXEC_UPDATE_ELFCOREHDR) != 0) {
      suspects.add(
          Standing.when(incident.facts().isBuiltWith("CRASH_HOTPLUG").map(built -> !built)),
          verdict(
              "kexec-flags",
              "this kernel does not keep the ELF core header current",
              "Load without that flag."),
          "the kernel keeps the ELF core header current");
    }
  }

  private void segments(KexecLoad load) {
    int count = load.segments().size();
    if (count > LinuxNumbers.KEXEC_SEGMENT_MAX) {
      prove(
          "too-many-segments",
          "%d segments, at most %d are taken".formatted(count, LinuxNumbers.KEXEC_SEGMENT_MAX),
          "Join initrds or modules into one file.");
    }
    Segments segments = new Segments(load);
    segments
        .overlapping()
        .ifPresent(
            s -> prove("segments-overlap", s + " shares memory with the one below it", REPORT));
    segments
        .longerThanItsPlace()
        .ifPresent(s -> prove("segment-too-long", s + " has more content than place", REPORT));
  }

  private void amount(KexecLoad load) {
    long total = new Segments(load).total();
    Optional<Long> half = incident.facts().amounts().map(MemInfo::total).map(all -> all / 2);
    if (half.isEmpty()) {
      suspects.addPossible(
          tooLarge(
              "the image takes %s, perhaps more than half of the RAM".formatted(Size.both(total))));
      return;
    }
    boolean tooLarge =
        Long.compareUnsigned(total, half.get()) > 0
            || load.segments().stream()
                .map(KexecSegment::memsz)
                .anyMatch(size -> Long.compareUnsigned(size, half.get()) > 0);
    suspects.add(
        Standing.when(tooLarge),
        tooLarge(
            "the image takes %s, and the kernel gives it at most half of the RAM, %s"
                .formatted(Size.both(total), Size.both(half.get()))),
        "the image takes less than half of the RAM");
  }

  private static Verdict tooLarge(String cause) {
    return verdict("image-too-large", cause, "Use a smaller initrd.");
  }

  private void prove(String code, String cause, String cure) {
    suspects.addProved(Optional.of(verdict(code, cause, cure)));
  }

  private static Verdict verdict(String code, String cause, String cure) {
    return new Verdict(Refusal.RECEIVER, code, cause, cure);
  }
}
