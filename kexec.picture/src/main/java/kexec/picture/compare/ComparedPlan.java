package kexec.picture.compare;

import java.util.List;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.Digest;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;

/**
 * One of two plans that are compared: what is drawn of it. A saved plan has all of it.
 *
 * @param name what the plan is called, for example the name of its file
 * @param slot the slot that it is for
 * @param commandLine the final command line
 * @param segments by ascending address; unmodifiable
 * @param memory the machine's memory
 */
public record ComparedPlan(
    String name, Slot slot, String commandLine, List<ComparedSegment> segments, MemoryMap memory) {

  /** Makes the list unmodifiable. */
  public ComparedPlan {
    segments = List.copyOf(segments);
  }

  /**
   * A segment without its content.
   *
   * @param role its purpose
   * @param memory its addresses
   * @param bytes the length of its content, unsigned
   * @param digest the digest of its content
   */
  public record ComparedSegment(
      SegmentRole role, Range<MachineAddress> memory, long bytes, Digest digest) {}
}
