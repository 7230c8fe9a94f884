package kexec.xen.internal.hypercall;

import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;

/**
 * {@code xen_kexec_segment_t} (Xen, xen/include/public/kexec.h). Nothing is checked: the hypervisor
 * does that.
 *
 * @param buf where this process has the content, or zero: then the memory is left as it is, and
 *     only mapped for the image
 * @param bufSize how long the content is, in bytes, unsigned
 * @param destMaddr where it lies when the image is entered
 * @param destSize how much memory it takes there, in bytes, unsigned; what the content does not
 *     fill is zeroed
 */
public record XenSegment(
    VirtualAddress buf, long bufSize, MachineAddress destMaddr, long destSize) {

  /** {@code sizeof(xen_kexec_segment_t)}. */
  public static final int BYTES = 32;

  /**
   * Returns the segment that leaves memory as it is and lets the image reach it.
   *
   * @param range the memory
   * @return the segment
   */
  public static XenSegment mapping(Range<MachineAddress> range) {
    return new XenSegment(new VirtualAddress(0), 0, range.start(), range.size());
  }

  @Override
  public String toString() {
    return "{buf=%s, buf_size=0x%x, dest_maddr=%s, dest_size=0x%x}"
        .formatted(buf, bufSize, destMaddr, destSize);
  }
}
