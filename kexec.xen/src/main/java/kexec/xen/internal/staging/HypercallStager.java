package kexec.xen.internal.staging;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
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
 * Copies segments to memory that the hypervisor can read: for a page of a mapped file that is not
 * resident it would silently copy zeros. The digests are computed from the copies.
 */
public final class HypercallStager {

  /** What is copied or digested between two reports. */
  private static final int PIECE = 16 << 20;

  private final HypercallMemory memory;
  private final String attempted;

  /**
   * Creates a stager.
   *
   * @param memory the memory for the copies
   * @param attempted for error texts
   */
  public HypercallStager(HypercallMemory memory, String attempted) {
    this.memory = memory;
    this.attempted = attempted;
  }

  /**
   * {@return the staged image; the caller must close it}
   *
   * @param plan a loadable plan
   * @param segments its segments, joined
   * @param arch {@code EM_*} of {@link kexec.xen.internal.hypercall.XenNumbers}
   * @param done told how many more bytes of the segments were copied, and digested where that is
   *     due
   * @throws SystemCallException if there is no memory for the copies
   * @throws KexecException if content has changed since it was planned
   */
  public StagedLoad stage(Plan plan, List<JoinedSegment> segments, int arch, LongConsumer done)
      throws KexecException, SystemCallException {
    List<HypercallBuffer> buffers = new ArrayList<>();
    List<XenSegment> rows = new ArrayList<>();
    boolean complete = false;
    try {
      for (JoinedSegment segment : segments) {
        long content = segment.contentBytes();
        // An empty segment needs a buffer too: without one its memory is not zeroed.
        HypercallBuffer buffer = memory.allocate(Math.max(content, 1));
        buffers.add(buffer);
        copy(segment, buffer, done);
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

  private void copy(JoinedSegment segment, HypercallBuffer buffer, LongConsumer done)
      throws KexecException {
    for (Segment part : segment.parts()) {
      long offset = segment.offsetOf(part);
      SegmentData content = part.data().withoutZerosAtItsEnd();
      // Digesting takes longer than copying, so that a byte is done with the last of both.
      boolean held = part.data().isHeld();
      long[] at = {offset};
      content.read(
          chunk -> {
            while (chunk.hasRemaining()) {
              int length = Math.min(PIECE, chunk.remaining());
              ByteBuffer piece = chunk.slice(chunk.position(), length);
              buffer.view(at[0], length).put(piece);
              chunk.position(chunk.position() + length);
              at[0] += length;
              done.accept(held ? length : 0);
            }
          });
      if (held) {
        done.accept(part.data().size() - content.size());
      } else {
        part.requireDigest(
            digest(buffer, offset, content.size(), part.data(), done).digest(), attempted);
      }
    }
  }

  /** The copy lacks the trailing zeros: they are taken from the plan. */
  private static Digester digest(
      HypercallBuffer buffer, long offset, long copied, SegmentData planned, LongConsumer done)
      throws KexecException {
    Digester digester = new Digester();
    for (long at = 0; at < copied; at += PIECE) {
      int length = (int) Math.min(PIECE, copied - at);
      digester.update(buffer.view(offset + at, length));
      done.accept(length);
    }
    planned.slice(copied, planned.size() - copied).read(digester::update);
    done.accept(planned.size() - copied);
    return digester;
  }

  /** An image in buffers. */
  private record StagedSegments(XenLoad load, List<HypercallBuffer> buffers) implements StagedLoad {

    @Override
    public void load(KexecOp kexec) throws SystemCallException {
      kexec.load(load);
    }

    /** Segments replace the previous image. */
    @Override
    public boolean needsEmptySlot() {
      return false;
    }

    @Override
    public void knock(KexecOp kexec) {
      // A rejected load changes nothing.
    }

    @Override
    public void close() {
      buffers.forEach(HypercallBuffer::close);
    }
  }
}
