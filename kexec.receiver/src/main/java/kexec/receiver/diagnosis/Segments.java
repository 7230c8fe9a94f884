package kexec.receiver.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.KexecSegment;

/** The kernel's own checks of segments, repeated (Linux, kernel/kexec_core.c). */
final class Segments {

  private final KexecLoad load;
  private final PageSize page;
  private final MachineAddress limit;

  Segments(KexecLoad load, MachineFacts facts) {
    this.load = load;
    this.page = facts.pageSize();
    this.limit = facts.architecture().destinationLimit();
  }

  Optional<KexecSegment> unaligned() {
    return first(s -> !page.isAligned(s.mem().value()) || !page.isAligned(s.memsz()));
  }

  Optional<KexecSegment> beyondLimit() {
    return first(
        s ->
            Long.compareUnsigned(end(s), s.mem().value()) < 0
                || Long.compareUnsigned(end(s), limit.value()) > 0);
  }

  Optional<KexecSegment> longerThanItsPlace() {
    return first(s -> Long.compareUnsigned(s.bufsz(), s.memsz()) > 0);
  }

  Optional<KexecSegment> outside(Range<MachineAddress> region) {
    return first(
        s ->
            Long.compareUnsigned(end(s), s.mem().value()) < 0
                || !region.contains(Range.machine(s.mem().value(), end(s))));
  }

  /** {@return the upper one of two that share addresses} */
  Optional<KexecSegment> overlapping() {
    List<KexecSegment> sorted = new ArrayList<>(load.segments());
    sorted.sort(Comparator.comparing(KexecSegment::mem));
    for (int i = 1; i < sorted.size(); i++) {
      if (Long.compareUnsigned(end(sorted.get(i - 1)), sorted.get(i).mem().value()) > 0) {
        return Optional.of(sorted.get(i));
      }
    }
    return Optional.empty();
  }

  /** {@return whether one of them, or all together, take more memory than some bytes} */
  boolean isLargerThan(long bytes) {
    return Long.compareUnsigned(total(), bytes) > 0
        || first(s -> Long.compareUnsigned(s.memsz(), bytes) > 0).isPresent();
  }

  /** {@return all their memory, in bytes, unsigned} */
  long total() {
    return load.segments().stream().mapToLong(KexecSegment::memsz).sum();
  }

  private static long end(KexecSegment segment) {
    return segment.mem().value() + segment.memsz();
  }

  private Optional<KexecSegment> first(Predicate<KexecSegment> wrong) {
    return load.segments().stream().filter(wrong).findFirst();
  }
}
