package kexec.api.boot;

import java.util.List;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.RangeSet;

/**
 * What places an image needs.
 *
 * @param requests in the order in which they are placed: the most demanding first
 * @param crashBorrowed memory outside the crash region that a crash kernel will use as its own, so
 *     that the dump cannot have it; empty for a default image
 * @param findings what is wrong with the request, as far as it shows before anything is placed
 */
public record Layout(
    List<SegmentRequest> requests, RangeSet<MachineAddress> crashBorrowed, List<Finding> findings) {

  /** Makes the lists unmodifiable. */
  public Layout {
    requests = List.copyOf(requests);
    findings = List.copyOf(findings);
  }
}
