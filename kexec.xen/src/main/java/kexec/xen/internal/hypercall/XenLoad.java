package kexec.xen.internal.hypercall;

import java.util.List;
import kexec.api.memory.MachineAddress;

/**
 * {@code xen_kexec_load_t} (Xen, xen/include/public/kexec.h).
 *
 * @param type the image type
 * @param arch {@code EM_*} of {@link XenNumbers}: the mode in which it is entered
 * @param segments its segments
 * @param entry its entry point
 */
public record XenLoad(ImageType type, int arch, List<XenSegment> segments, MachineAddress entry) {

  /** {@code sizeof(xen_kexec_load_t)}. */
  public static final int BYTES = 24;

  /** Creates the list unmodifiable. */
  public XenLoad {
    segments = List.copyOf(segments);
  }

  @Override
  public String toString() {
    return "type=%s, arch=%s, nr_segments=%s, segments=%s, entry_maddr=%s"
        .formatted(type, arch, segments.size(), segments, entry);
  }
}
