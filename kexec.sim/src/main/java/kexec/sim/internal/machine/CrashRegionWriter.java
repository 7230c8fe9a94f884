package kexec.sim.internal.machine;

import java.nio.ByteBuffer;
import kexec.api.fault.KexecException;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.sim.internal.memory.SimMemory;
import kexec.sim.internal.memory.SparseMemory;

/** Writes a crash image directly into the crash region. */
final class CrashRegionWriter {

  private final SimMemory memory;
  private final SparseMemory contents;
  private long firstFrame;
  private long behind;

  CrashRegionWriter(SimMemory memory) {
    this.memory = memory;
    this.contents = memory.contents();
  }

  /** Writes all segments; the previous content of the region is lost. */
  void write(Plan plan) throws KexecException {
    memory.memoryMap().crashRegion().ifPresent(this::within);
    clear();
    for (Segment segment : plan.segments()) {
      write(segment);
    }
  }

  /** Makes the region unwritten memory; does nothing if nothing was written. */
  void clear() {
    for (long f = firstFrame; f < behind; f++) {
      contents.forget(f);
    }
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
