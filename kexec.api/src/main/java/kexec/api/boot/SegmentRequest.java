package kexec.api.boot;

import kexec.api.memory.Direction;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.SegmentRole;
import org.jspecify.annotations.Nullable;

/**
 * A place that a boot protocol wants for a segment.
 *
 * @param name unique in its layout; names the segment in findings
 * @param role what the segment is for
 * @param size bytes of memory, above zero; rounded up to pages when it is placed
 * @param alignment bytes, a power of two; at least a page is taken
 * @param within where the segment may lie at all
 * @param direction which end of the memory is preferred
 * @param preferred the place that is taken where it is free, whatever the direction and the
 *     alignment; page-aligned; or null
 */
public record SegmentRequest(
    String name,
    SegmentRole role,
    long size,
    long alignment,
    Range<MachineAddress> within,
    Direction direction,
    @Nullable MachineAddress preferred) {

  /**
   * Checks size and alignment.
   *
   * @throws IllegalArgumentException if the size is not above zero or the alignment no power of two
   */
  public SegmentRequest {
    if (size <= 0) {
      throw new IllegalArgumentException(name + " of " + size + " bytes");
    }
    if (Long.bitCount(alignment) != 1) {
      throw new IllegalArgumentException("alignment 0x%x is no power of two".formatted(alignment));
    }
  }
}
