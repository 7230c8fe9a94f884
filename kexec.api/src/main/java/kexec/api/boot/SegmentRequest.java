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
 * @param preferred the part of {@code within} that is tried first, with the same alignment and
 *     direction; only where it has no hole is another place taken; or null
 * @param rule why it may lie only there
 */
public record SegmentRequest(
    String name,
    SegmentRole role,
    long size,
    long alignment,
    Range<MachineAddress> within,
    Direction direction,
    @Nullable Range<MachineAddress> preferred,
    Rule rule) {

  /**
   * What limits a segment to its range, for the finding about a segment that found no place there.
   *
   * @param reason a main clause without a full stop: "the kernel is not relocatable and runs only
   *     at pref_address 0x1000000"
   * @param cure how to get a segment that may lie elsewhere, a main clause in the imperative
   *     without a full stop: "take a kernel that was built with CONFIG_RELOCATABLE"; empty where
   *     nothing else would do
   */
  public record Rule(String reason, String cure) {}

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

  /**
   * Makes a request that is limited by nothing but the range itself.
   *
   * @param name unique in its layout
   * @param role what the segment is for
   * @param size bytes of memory, above zero
   * @param alignment bytes, a power of two
   * @param within where the segment may lie at all
   * @param direction which end of the memory is preferred
   * @throws IllegalArgumentException if the size is not above zero or the alignment no power of two
   */
  public SegmentRequest(
      String name,
      SegmentRole role,
      long size,
      long alignment,
      Range<MachineAddress> within,
      Direction direction) {
    this(
        name,
        role,
        size,
        alignment,
        within,
        direction,
        null,
        new Rule("the boot protocol wants it within " + within, ""));
  }
}
