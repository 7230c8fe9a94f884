package kexec.xen.internal.hypercall;

import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;

/**
 * {@code xen_kexec_segment_t} (Xen, xen/include/public/kexec.h). Not validated: the hypervisor does
 * that.
 *
 * @param buf the address of the content in this process, or zero: then the memory is left unchanged
 *     and only mapped for the image
 * @param bufSize the size of the content in bytes, unsigned
 * @param destMaddr the destination when the image is entered
 * @param destSize the size of the destination in bytes, unsigned; what the content does not fill is
 *     zeroed
 */
public record XenSegment(
    VirtualAddress buf, long bufSize, MachineAddress destMaddr, long destSize) {

  /** {@code sizeof(xen_kexec_segment_t)}. */
  public static final int BYTES = 32;

  /**
   * {@return the segment that leaves memory unchanged and maps it for the image}
   *
   * @param range the memory
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
