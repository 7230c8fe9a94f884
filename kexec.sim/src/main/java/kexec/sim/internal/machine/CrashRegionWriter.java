package kexec.sim.internal.machine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import kexec.api.fault.KexecException;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.sim.internal.memory.SimMemory;
import kexec.sim.internal.memory.SparseMemory;

/**
 * Writes a crash image into the crash region at once, and can bring back what was there: only
 * references change, so that nothing but the list of the old frames is kept.
 */
final class CrashRegionWriter {

  private record OldFrame(long frame, ByteBuffer content) {}

  private final SimMemory memory;
  private final SparseMemory contents;
  private final List<OldFrame> old = new ArrayList<>();
  private long firstFrame;
  private long behind;

  CrashRegionWriter(SimMemory memory) {
    this.memory = memory;
    this.contents = memory.contents();
  }

  /** Writes all segments; what was there before is remembered, and gone from the region. */
  void write(Plan plan) throws KexecException {
    memory.memoryMap().crashRegion().ifPresent(this::within);
    for (long f = firstFrame; f < behind; f++) {
      if (contents.isWritten(f)) {
        old.add(new OldFrame(f, contents.page(f)));
        contents.forget(f);
      }
    }
    for (Segment segment : plan.segments()) {
      write(segment);
    }
  }

  /** Brings back what was there; does nothing where nothing was written. */
  void restore() {
    for (long f = firstFrame; f < behind; f++) {
      contents.forget(f);
    }
    old.forEach(page -> contents.put(page.frame(), page.content()));
  }

  private void write(Segment segment) throws KexecException {
    PageSize size = memory.pageSize();
    long pages = segment.memory().size() >>> size.shift();
    long first = segment.memory().start().value() >>> size.shift();
    for (long page = 0; page < pages; page++) {
      long offset = page << size.shift();
      long length = Math.max(0, Math.min(size.bytes(), segment.data().size() - offset));
      ByteBuffer content =
          length == 0 ? ByteBuffer.allocate(0) : segment.data().buffer(offset, (int) length);
      memory.write(new Frame(first + page), content);
    }
  }

  private void within(Range<MachineAddress> region) {
    firstFrame = contents.frameOf(region.start().value());
    behind = contents.frameOf(region.end().value());
  }
}
