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
 */
public final class ReceiverRules {

  private final PageSize pageSize;
  private final int maxSegments;
  private final MachineAddress destinationLimit;
  private final MachineAddress sourceLimit;
  private final int ramDivisor;
  private final RangeSet<MachineAddress> forbidden;
  private final Map<Slot, List<LoadMethod>> methods;
  private final Map<Slot, String> reasons;
  private final long coreHeaderRoom;

  private ReceiverRules(Builder from) {
    this.pageSize = from.pageSize;
    this.maxSegments = from.maxSegments;
    this.destinationLimit = from.destinationLimit;
    this.sourceLimit = from.sourceLimit;
    this.ramDivisor = from.ramDivisor;
    this.forbidden = RangeSet.of(from.forbidden);
    this.methods = Map.copyOf(from.methods);
    this.reasons = Map.copyOf(from.reasons);
    this.coreHeaderRoom = from.coreHeaderRoom;
  }

  /**
   * {@return a builder with what every known receiver accepts: 4 KiB pages, 15 segments, addresses
   * below 2 to the 46th, each segment and all together at most half of the RAM}
   */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the page size to which segments are aligned} */
  public PageSize pageSize() {
    return pageSize;
  }

  /** {@return the maximum number of segments of an image, above zero} */
  public int maxSegments() {
    return maxSegments;
  }

  /** {@return the end of the destinations, which no segment exceeds} */
  public MachineAddress destinationLimit() {
    return destinationLimit;
  }

  /**
   * {@return the end of the pages from which content can be moved at the jump, which no staged page
   * exceeds}
   */
  public MachineAddress sourceLimit() {
    return sourceLimit;
  }

  /**
   * {@return the fraction of the RAM that an image may use, in each segment and in all: 2 for a
   * half, 1 for all of it}
   */
  public int ramDivisor() {
    return ramDivisor;
  }

  /**
   * {@return RAM in which no segment of a default image may be, although the memory map has it:
   * what the receiver uses itself, or may allocate to others while the image waits; may be empty}
   */
  public RangeSet<MachineAddress> forbidden() {
    return forbidden;
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

  /**
   * {@return the room in bytes that the receiver needs for a crash kernel's ELF core header, if it
   * updates the header itself while processors and memory come and go; 0 if it does not change the
   * header}
   */
  public long coreHeaderRoom() {
    return coreHeaderRoom;
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

    /**
     * Sets the page size to which segments are aligned.
     *
     * @param value the page size
     * @return this builder
     */
    public Builder pageSize(PageSize value) {
      pageSize = value;
      return this;
    }

    /**
     * Sets the maximum number of segments of an image.
     *
     * @param value the maximum
     * @return this builder
     * @throws IllegalArgumentException if it is not above zero
     */
    public Builder maxSegments(int value) {
      if (value <= 0) {
        throw new IllegalArgumentException("an image of at most " + value + " segments");
      }
      maxSegments = value;
      return this;
    }

    /**
     * Sets the end of the destinations.
     *
     * @param value the address that no segment exceeds
     * @return this builder
     */
    public Builder destinationLimit(MachineAddress value) {
      destinationLimit = value;
      return this;
    }

    /**
     * Sets the end of the pages from which content can be moved.
     *
     * @param value the address that no staged page exceeds
     * @return this builder
     */
    public Builder sourceLimit(MachineAddress value) {
      sourceLimit = value;
      return this;
    }

    /**
     * Sets the fraction of the RAM that an image may use.
     *
     * @param value 2 for a half, 1 for all of it
     * @return this builder
     * @throws IllegalArgumentException if it is not above zero
     */
    public Builder ramDivisor(int value) {
      if (value <= 0) {
        throw new IllegalArgumentException("the RAM divided by " + value);
      }
      ramDivisor = value;
      return this;
    }

    /**
     * Forbids a range of RAM to default images.
     *
     * @param range the range
     * @return this builder
     */
    public Builder forbid(Range<MachineAddress> range) {
      forbidden.add(range);
      return this;
    }

    /**
     * Forbids some RAM to default images.
     *
     * @param ranges the ranges
     * @return this builder
     */
    public Builder forbid(RangeSet<MachineAddress> ranges) {
      forbidden.addAll(ranges.ranges());
      return this;
    }

    /**
     * Sets the load methods of both slots; the default is segments only.
     *
     * @param value the methods, the best one first
     * @return this builder
     * @throws IllegalArgumentException if there is none
     */
    public Builder methods(List<LoadMethod> value) {
      for (Slot slot : Slot.values()) {
        methods(slot, value);
      }
      return this;
    }

    /**
     * Sets the load methods of one slot.
     *
     * @param slot the slot
     * @param value the methods, the best one first
     * @return this builder
     * @throws IllegalArgumentException if there is none
     */
    public Builder methods(Slot slot, List<LoadMethod> value) {
      if (value.isEmpty()) {
        throw new IllegalArgumentException("a receiver that takes nothing");
      }
      methods.put(slot, List.copyOf(value));
      return this;
    }

    /**
     * Sets why the receiver currently supports fewer load methods for a slot than it could.
     *
     * @param slot the slot
     * @param clause why, a clause for people
     * @return this builder
     */
    public Builder reason(Slot slot, String clause) {
      reasons.put(slot, clause);
      return this;
    }

    /**
     * Sets that the receiver updates the ELF core header itself.
     *
     * @param value bytes of room that it needs for that; 0 if it does not
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public Builder coreHeaderRoom(long value) {
      if (value < 0) {
        throw new IllegalArgumentException("an ELF core header of " + value + " bytes");
      }
      coreHeaderRoom = value;
      return this;
    }

    /** {@return the rules} */
    public ReceiverRules build() {
      return new ReceiverRules(this);
    }
  }
}
