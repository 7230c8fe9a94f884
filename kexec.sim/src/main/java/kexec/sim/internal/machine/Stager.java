package kexec.sim.internal.machine;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import kexec.api.fault.Attempt;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.RangeSet;
import kexec.api.plan.EntryState;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.base.pagelist.Destination;
import kexec.base.pagelist.PageList;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.memory.SimMemory;
import org.jspecify.annotations.Nullable;

/** Stages a plan's content in a simulated machine's memory. */
final class Stager {

  private final SimMemory memory;
  private final MachineAddress sourceLimit;

  Stager(SimMemory memory, MachineAddress sourceLimit) {
    this.memory = memory;
    this.sourceLimit = sourceLimit;
  }

  /**
   * A staged image.
   *
   * @param image the image
   * @param pages its pages, or null if it is written in place at the load
   */
  record Staged(Image image, @Nullable PageList pages) {}

  /** Compares every segment's content with the plan's digest. */
  static void verify(Plan plan, String attempted, ProgressListener progress)
      throws BadFileException {
    LongConsumer done = progress.begin("staging the segments", plan.contentSize());
    for (Segment segment : plan.segments()) {
      segment.requireContent(attempted, done);
    }
  }

  Staged stage(Plan plan) throws KexecException {
    EntryState entry = plan.entry().orElseThrow();
    if (plan.slot() == Slot.DEFAULT) {
      PageList pages = allocate(plan);
      return closingOnFailure(pages, () -> exchanged(plan, entry, pages));
    }
    if (isInReach(plan)) {
      return new Staged(Image.of(plan, entry, OptionalLong.empty(), OptionalLong.empty()), null);
    }
    PageList pages = allocate(plan);
    OptionalLong head = OptionalLong.of(pages.head().raw());
    return new Staged(Image.of(plan, entry, head, OptionalLong.empty()), pages);
  }

  private Staged exchanged(Plan plan, EntryState entry, PageList pages) throws KexecException {
    // The relocation code and its swap page.
    pages.allocateControl();
    OptionalLong swap = OptionalLong.of(pages.allocateControl().number());
    OptionalLong head = OptionalLong.of(pages.head().raw());
    return new Staged(Image.of(plan, entry, head, swap), pages);
  }

  private static Staged closingOnFailure(PageList pages, Attempt<Staged> work)
      throws KexecException {
    boolean complete = false;
    try {
      Staged staged = work.run();
      complete = true;
      return staged;
    } finally {
      if (!complete) {
        pages.close();
      }
    }
  }

  private PageList allocate(Plan plan) throws KexecException {
    List<Destination> destinations =
        plan.segments().stream().map(s -> new Destination(s.memory(), s.data())).toList();
    memory.expect(plan.segments().stream().map(Segment::memory).toList());
    try {
      return PageList.allocate(memory, destinations, sourceLimit);
    } finally {
      memory.expect(List.of());
    }
  }

  private boolean isInReach(Plan plan) {
    return plan.segments().stream().allMatch(s -> memory.isInReach(s.memory()));
  }

  /** {@return an error if a crash image leaves no page for the code that starts it} */
  static List<Finding> check(Plan plan, MemoryMap memory) {
    RangeSet<MachineAddress> left =
        memory.crashRegion().map(RangeSet::of).orElse(RangeSet.empty()).subtract(plan.footprint());
    return plan.slot() == Slot.CRASH && memory.crashRegion().isPresent() && left.isEmpty()
        ? List.of(
            Finding.error(
                "no-control-page",
                "the segments leave no page of the crash region for the code that starts them",
                "Reserve a larger crash region, or load less."))
        : List.of();
  }
}
