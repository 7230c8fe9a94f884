package kexec.api.boot;

import kexec.api.memory.Direction;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.SegmentRole;
import org.jspecify.annotations.Nullable;

/**
 * A request for a segment's memory.
 *
 * @param name names the segment in findings
 * @param role the segment's purpose
 * @param size bytes of memory, above zero; rounded up to pages when it is placed
 * @param alignment bytes, a power of two; the minimum is a page
 * @param offset distance of the segment's start from a multiple of the alignment: whole pages,
 *     below the alignment
 * @param within the range in which the segment must be
 * @param direction which end of the memory is preferred
 * @param preferred the part of {@code within} that is tried first, with the same alignment and
 *     direction; another place is used only if it has no hole; or null
 * @param rule why the segment is limited to the range
 */
public record SegmentRequest(
    String name,
    SegmentRole role,
    long size,
    long alignment,
    long offset,
    Range<MachineAddress> within,
    Direction direction,
    @Nullable Range<MachineAddress> preferred,
    Rule rule) {

  /**
   * What limits a segment to its range, for the finding about a segment that does not fit there.
   *
   * @param reason a main clause without a full stop: "the kernel is not relocatable and runs only
   *     at pref_address 0x1000000"
   * @param cure how to get a segment that may be elsewhere, a main clause in the imperative without
   *     a full stop: "take a kernel that was built with CONFIG_RELOCATABLE"; empty if there is no
   *     other cure
   */
  public record Rule(String reason, String cure) {}

  /**
   * Checks size, alignment and offset.
   *
   * @throws IllegalArgumentException if the size is not above zero, the alignment is not a power of
   *     two, or the offset is not below the alignment
   */
  public SegmentRequest {
    if (size <= 0) {
      throw new IllegalArgumentException(name + " of " + size + " bytes");
    }
    if (Long.bitCount(alignment) != 1) {
      throw new IllegalArgumentException("alignment 0x%x is no power of two".formatted(alignment));
    }
    if (Long.compareUnsigned(offset, alignment) >= 0) {
      throw new IllegalArgumentException(
          "offset 0x%x to an alignment of 0x%x".formatted(offset, alignment));
    }
  }

  /**
   * Creates a request for the lowest memory that fits, aligned to pages.
   *
   * @param role the segment's purpose, which also names the segment
   * @param size bytes of memory, above zero
   * @param within the range in which the segment must be
   * @param rule why the segment is limited to the range
   * @throws IllegalArgumentException if the size is not above zero
   */
  public SegmentRequest(SegmentRole role, long size, Range<MachineAddress> within, Rule rule) {
    this(role.label(), role, size, 1, 0, within, Direction.LOWEST, null, rule);
  }

  /**
   * {@return this request with another name}
   *
   * @param other names the segment in findings
   */
  public SegmentRequest named(String other) {
    return new SegmentRequest(
        other, role, size, alignment, offset, within, direction, preferred, rule);
  }

  /**
   * {@return this request with an alignment}
   *
   * @param bytes a power of two
   * @param behind distance of the segment's start from a multiple of it: whole pages, below the
   *     alignment
   * @throws IllegalArgumentException if the alignment is not a power of two, or the offset is not
   *     below it
   */
  public SegmentRequest aligned(long bytes, long behind) {
    return new SegmentRequest(name, role, size, bytes, behind, within, direction, preferred, rule);
  }

  /** {@return this request for the highest memory that fits} */
  public SegmentRequest highest() {
    return new SegmentRequest(
        name, role, size, alignment, offset, within, Direction.HIGHEST, preferred, rule);
  }

  /**
   * {@return this request with memory that is tried first}
   *
   * @param range the part of {@code within} that is tried first
   */
  public SegmentRequest preferring(Range<MachineAddress> range) {
    return new SegmentRequest(name, role, size, alignment, offset, within, direction, range, rule);
  }
}
