package kexec.xen.internal.staging;

import java.util.ArrayList;
import java.util.List;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Digester;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.hypercall.HypercallBuffer;
import kexec.xen.internal.hypercall.HypercallMemory;
import kexec.xen.internal.hypercall.ImageType;
import kexec.xen.internal.hypercall.KexecOp;
import kexec.xen.internal.hypercall.XenLoad;
import kexec.xen.internal.hypercall.XenSegment;

/**
 * Copies segments to where the hypervisor can read them: of a page of a mapped file that is not in
 * memory at that moment it would take zeros, and say nothing. The digests are taken of the copies.
 */
public final class HypercallStager {

  /** The largest piece that is looked at as one buffer. */
  private static final long VIEW = 1L << 30;

  private final HypercallMemory memory;
  private final String attempted;

  /**
   * Makes a stager.
   *
   * @param memory where the copies go
   * @param attempted for error texts
   */
  public HypercallStager(HypercallMemory memory, String attempted) {
    this.memory = memory;
    this.attempted = attempted;
  }

  /**
   * Stages an image.
   *
   * @param plan a loadable plan
   * @param segments its segments, joined
   * @param arch {@code EM_*} of {@link kexec.xen.internal.hypercall.XenNumbers}
   * @return the image, the caller's to close
   * @throws SystemCallException if there is no memory for the copies
   * @throws KexecException if content is no longer what was planned
   */
  public StagedLoad stage(Plan plan, List<JoinedSegment> segments, int arch)
      throws KexecException, SystemCallException {
    List<HypercallBuffer> buffers = new ArrayList<>();
    List<XenSegment> rows = new ArrayList<>();
    boolean complete = false;
    try {
      for (JoinedSegment segment : segments) {
        long content = segment.contentBytes();
        // Where no content is at all there must be a buffer too: without one nothing is zeroed.
        HypercallBuffer buffer = memory.allocate(Math.max(content, 1));
        buffers.add(buffer);
        copy(segment, buffer);
        Range<MachineAddress> place = segment.memory();
        rows.add(new XenSegment(buffer.address(), content, place.start(), place.size()));
      }
      complete = true;
    } finally {
      if (!complete) {
        buffers.forEach(HypercallBuffer::close);
      }
    }
    LowMemory.besides(plan.footprint()).forEach(range -> rows.add(XenSegment.mapping(range)));
    MachineAddress entry = plan.entry().orElseThrow().entry();
    return new StagedSegments(
        new XenLoad(ImageType.of(plan.slot()), arch, rows, entry), List.copyOf(buffers));
  }

  private void copy(JoinedSegment segment, HypercallBuffer buffer) throws KexecException {
    for (Segment part : segment.parts()) {
      long offset = segment.offsetOf(part);
      SegmentData content = part.data().withoutZerosAtItsEnd();
      long[] at = {offset};
      content.read(
          chunk -> {
            int length = chunk.remaining();
            buffer.view(at[0], length).put(chunk);
            at[0] += length;
          });
      part.requireDigest(digest(buffer, offset, content.size(), part.data()).digest(), attempted);
    }
  }

  /** The zeros at the end are not there: they are taken from the plan. */
  private static Digester digest(
      HypercallBuffer buffer, long offset, long copied, SegmentData planned) throws KexecException {
    Digester digester = new Digester();
    for (long done = 0; done < copied; done += VIEW) {
      digester.update(buffer.view(offset + done, (int) Math.min(VIEW, copied - done)));
    }
    planned.slice(copied, planned.size() - copied).read(digester::update);
    return digester;
  }

  /** An image in buffers. */
  private record StagedSegments(XenLoad load, List<HypercallBuffer> buffers) implements StagedLoad {

    @Override
    public void load(KexecOp kexec) throws SystemCallException {
      kexec.load(load);
    }

    /** Segments replace what is there. */
    @Override
    public boolean needsEmptySlot() {
      return false;
    }

    @Override
    public void knock(KexecOp kexec) {
      // The load itself changes nothing where it is refused.
    }

    @Override
    public void close() {
      buffers.forEach(HypercallBuffer::close);
    }
  }
}
