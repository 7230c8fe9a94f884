package kexec.xen.internal.staging;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import kexec.api.fault.KexecException;
import kexec.api.machine.PagePool;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.base.pagelist.Destination;
import kexec.base.pagelist.PageList;
import kexec.linux.sys.Errno;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.diagnosis.Refusals;
import kexec.xen.internal.hypercall.ImageType;
import kexec.xen.internal.hypercall.KexecOp;

/** Stages segments in pages of dom0, with the list of their destinations. */
public final class PageListStager {

  private final PagePool pool;
  private final MachineAddress limit;
  private final String attempted;

  /**
   * Creates a stager.
   *
   * @param pool the machine's pages
   * @param limit the exclusive upper bound of the pages' addresses
   * @param attempted for error texts
   */
  public PageListStager(PagePool pool, MachineAddress limit, String attempted) {
    this.pool = pool;
    this.limit = limit;
    this.attempted = attempted;
  }

  /**
   * {@return the staged image; the caller must close it}
   *
   * @param plan a loadable plan
   * @param segments its segments, joined
   * @param done told how many more bytes of the segments were read, or need not be
   * @throws KexecException if content has changed since it was planned, or if there is no memory
   *     for it
   */
  public StagedLoad stage(Plan plan, List<JoinedSegment> segments, LongConsumer done)
      throws KexecException {
    List<Destination> destinations = new ArrayList<>();
    for (JoinedSegment segment : segments) {
      for (Segment part : segment.parts()) {
        part.requireContent(attempted, done);
      }
      destinations.add(new Destination(segment.memory(), content(segment)));
    }
    MachineAddress entry = plan.entry().orElseThrow().entry();
    return new StagedPages(
        pool, ImageType.of(plan.slot()), PageList.allocate(pool, destinations, limit), entry);
  }

  private static SegmentData content(JoinedSegment segment) {
    List<SegmentData> pieces = new ArrayList<>();
    long at = 0;
    for (Segment part : segment.parts()) {
      pieces.add(SegmentData.zeros(segment.offsetOf(part) - at));
      pieces.add(part.data());
      at = segment.offsetOf(part) + part.data().size();
    }
    return SegmentData.concat(pieces);
  }

  /** An image in pages. */
  private record StagedPages(PagePool pool, ImageType type, PageList list, MachineAddress entry)
      implements StagedLoad {

    @Override
    public void load(KexecOp kexec) throws SystemCallException {
      kexec.loadPageList(type, list.head().address(), entry);
    }

    /**
     * The hypervisor keeps the list of a crash image in the crash region, always at the same
     * address. When it frees the replaced image, it walks the new image's list instead, and frees
     * pages that are in use.
     */
    @Override
    public boolean needsEmptySlot() {
      return type == ImageType.CRASH;
    }

    /**
     * Uses a list that no hypervisor accepts: its only page is empty, but an entry specifies its
     * kind.
     */
    @Override
    public void knock(KexecOp kexec) throws KexecException, SystemCallException {
      Frame page = pool.allocate(new MachineAddress(-1));
      try {
        kexec.loadPageList(type, page.address(pool.pageSize()), entry);
      } catch (SystemCallException e) {
        if (!Refusals.isOfHypervisor(e.failed()) || !e.failed().isBecauseOf(Errno.EINVAL)) {
          throw e;
        }
      } finally {
        pool.free(page);
      }
    }

    @Override
    public void close() {
      list.close();
    }
  }
}
