package kexec.xen.internal.memory;

import java.util.ArrayList;
import java.util.List;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.hypercall.Hypervisor;

/**
 * The machine memory that is owned by domains, which the hypervisor's allocator therefore does not
 * allocate.
 *
 * <p>The hypervisor keeps a default image in its own pages until the jump. If its allocator finds a
 * page that is a destination of the image and already has its content elsewhere, Xen 4.4 and later
 * write a wrong address into the image ({@code kimage_alloc_page} in xen/common/kimage.c). An image
 * whose destinations are all owned by domains avoids that.
 */
public final class AssignedMemory {

  private static final PageSize PAGE = PageSize.KIB_4;

  private final MachineToPhysical table;

  /**
   * Creates the reader.
   *
   * @param hypervisor the hypervisor to query
   */
  public AssignedMemory(Hypervisor hypervisor) {
    this.table = new MachineToPhysical(hypervisor);
  }

  /**
   * {@return the machine memory that is currently owned by a domain}
   *
   * @throws SystemCallException if the hypervisor refuses
   */
  public RangeSet<MachineAddress> read() throws SystemCallException {
    Runs runs = new Runs();
    table.visitAll(runs::add);
    return RangeSet.of(runs.all());
  }

  /** Merges neighbours while reading the table. */
  private static final class Runs {

    private final List<Range<MachineAddress>> ranges = new ArrayList<>();
    private long start;
    private long end;

    void add(long first, long[] entries, int count) {
      for (int i = 0; i < count; i++) {
        if (MachineToPhysical.isKnown(entries[i])) {
          add(first + i);
        }
      }
    }

    private void add(long machineFrame) {
      if (machineFrame != end) {
        close();
        start = machineFrame;
      }
      end = machineFrame + 1;
    }

    private void close() {
      if (start != end) {
        ranges.add(new Range<>(new Frame(start).address(PAGE), new Frame(end).address(PAGE)));
      }
    }

    List<Range<MachineAddress>> all() {
      close();
      start = end;
      return ranges;
    }
  }
}
