package kexec.api.machine;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Slot;

/**
 * What a receiver accepts, so that everything it would refuse, or accept and then fail with, is
 * reported before it is called.
 *
 * <p>Every receiver requires segments that do not overlap, that are at least as long in memory as
 * their content, and that are in RAM, and an entry that is in a segment. These rules are what
 * differs.
 *
 * @param pageSize the page size to which segments are aligned
 * @param maxSegments the maximum number of segments of an image, above zero
 * @param destinationLimit the end of the destinations, which no segment exceeds
 * @param sourceLimit the end of the pages from which content can be moved at the jump, which no
 *     staged page exceeds
 * @param ramDivisor the fraction of the RAM that an image may use, in each segment and in all: 2
 *     for a half, 1 for all of it
 * @param forbidden RAM in which no segment of a default image may be, although the memory map has
 *     it: what the receiver uses itself, or may allocate to others while the image waits
 * @param methods for each slot the load methods that the receiver supports, not empty, the best one
 *     first
 * @param reasons for the slots for which the receiver currently supports fewer load methods than it
 *     could, the reason, a clause for people
 * @param coreHeaderRoom the room in bytes that the receiver needs for a crash kernel's ELF core
 *     header, if it updates the header itself while processors and memory come and go; 0 if it does
 *     not change the header
 */
public record ReceiverRules(
    PageSize pageSize,
    int maxSegments,
    MachineAddress destinationLimit,
    MachineAddress sourceLimit,
    int ramDivisor,
    RangeSet<MachineAddress> forbidden,
    Map<Slot, List<LoadMethod>> methods,
    Map<Slot, String> reasons,
    long coreHeaderRoom) {

  /**
   * Checks the numbers and makes the maps unmodifiable.
   *
   * @throws IllegalArgumentException if a number is out of range, or a slot has no load method
   */
  public ReceiverRules {
    require(maxSegments > 0, "an image of at most " + maxSegments + " segments");
    require(ramDivisor > 0, "the RAM divided by " + ramDivisor);
    require(coreHeaderRoom >= 0, "an ELF core header of " + coreHeaderRoom + " bytes");
    methods = Map.copyOf(methods);
    reasons = Map.copyOf(reasons);
    for (Slot slot : Slot.values()) {
      List<LoadMethod> ofSlot = methods.get(slot);
      require(ofSlot != null && !ofSlot.isEmpty(), "a receiver that takes nothing");
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /**
   * {@return a builder with what every known receiver accepts: 4 KiB pages, 15 segments, addresses
   * below 2 to the 46th, each segment and all together at most half of the RAM}
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return the load methods that the receiver supports for a slot: unmodifiable, not empty, the
   * best one first}
   *
   * @param slot the slot
   */
  public List<LoadMethod> methods(Slot slot) {
    return Objects.requireNonNull(methods.get(slot));
  }

  /**
   * {@return why the receiver currently supports fewer load methods for a slot than it could, a
   * clause for people; or empty}
   *
   * @param slot the slot
   */
  public Optional<String> reason(Slot slot) {
    return Optional.ofNullable(reasons.get(slot));
  }

  /** Creates the rules. Not thread-safe. */
  public static final class Builder {

    private PageSize pageSize = PageSize.KIB_4;
    private int maxSegments = 15;
    private MachineAddress destinationLimit = new MachineAddress(1L << 46);
    private MachineAddress sourceLimit = new MachineAddress(1L << 46);
    private int ramDivisor = 2;
    private final List<Range<MachineAddress>> forbidden = new ArrayList<>();
    private final Map<Slot, List<LoadMethod>> methods = new EnumMap<>(Slot.class);
    private final Map<Slot, String> reasons = new EnumMap<>(Slot.class);
    private long coreHeaderRoom;

    private Builder() {
      methods(List.of(LoadMethod.SEGMENTS));
    }

    /** Sets the page size to which segments are aligned. */
    public Builder pageSize(PageSize value) {
      pageSize = value;
      return this;
    }

    /** Sets the maximum number of segments of an image. */
    public Builder maxSegments(int value) {
      maxSegments = value;
      return this;
    }

    /** Sets the end of the destinations. */
    public Builder destinationLimit(MachineAddress value) {
      destinationLimit = value;
      return this;
    }

    /** Sets the end of the pages from which content can be moved. */
    public Builder sourceLimit(MachineAddress value) {
      sourceLimit = value;
      return this;
    }

    /** Sets the fraction of the RAM that an image may use. */
    public Builder ramDivisor(int value) {
      ramDivisor = value;
      return this;
    }

    /** Forbids a range of RAM to default images. */
    public Builder forbid(Range<MachineAddress> range) {
      forbidden.add(range);
      return this;
    }

    /** Forbids some RAM to default images. */
    public Builder forbid(RangeSet<MachineAddress> ranges) {
      forbidden.addAll(ranges.ranges());
      return this;
    }

    /** Sets the load methods of both slots; the default is segments only. */
    public Builder methods(List<LoadMethod> value) {
      for (Slot slot : Slot.values()) {
        methods(slot, value);
      }
      return this;
    }

    /** Sets the load methods of one slot. */
    public Builder methods(Slot slot, List<LoadMethod> value) {
      methods.put(slot, List.copyOf(value));
      return this;
    }

    /** Sets why the receiver currently supports fewer load methods for a slot than it could. */
    public Builder reason(Slot slot, String clause) {
      reasons.put(slot, clause);
      return this;
    }

    /** Sets that the receiver updates the ELF core header itself. */
    public Builder coreHeaderRoom(long value) {
      coreHeaderRoom = value;
      return this;
    }

    /**
     * {@return the rules}
     *
     * @throws IllegalArgumentException if a number is out of range, or a slot has no load method
     */
    public ReceiverRules build() {
      return new ReceiverRules(
          pageSize,
          maxSegments,
          destinationLimit,
          sourceLimit,
          ramDivisor,
          RangeSet.of(forbidden),
          methods,
          reasons,
          coreHeaderRoom);
    }
  }
}
