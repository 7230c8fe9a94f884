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
 * What a receiver takes, so that everything it would refuse, or accept and then fail with, is said
 * before it is called.
 *
 * <p>Every receiver wants segments that do not overlap, that are as long in memory as their content
 * at least, that lie in RAM, and an entry that lies in a segment; what differs is here.
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
   * Returns a builder with what every known receiver takes: 4 KiB pages, 15 segments, addresses
   * below 2 to the 46th, each segment and all together at most half of the RAM.
   *
   * @return the builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the pages to which segments are aligned.
   *
   * @return the page size
   */
  public PageSize pageSize() {
    return pageSize;
  }

  /**
   * Returns how many segments an image may have.
   *
   * @return the greatest number, above zero
   */
  public int maxSegments() {
    return maxSegments;
  }

  /**
   * Returns where destinations end.
   *
   * @return the address that no segment reaches beyond
   */
  public MachineAddress destinationLimit() {
    return destinationLimit;
  }

  /**
   * Returns where pages end from which content can be moved at the jump.
   *
   * @return the address that no staged page reaches beyond
   */
  public MachineAddress sourceLimit() {
    return sourceLimit;
  }

  /**
   * Returns what part of the RAM an image may take, in one segment and in all.
   *
   * @return 2 for a half, 1 for all of it
   */
  public int ramDivisor() {
    return ramDivisor;
  }

  /**
   * Returns RAM in which no segment of a default image may lie, though the memory map has it: what
   * the receiver uses itself, or may hand out to others while the image waits.
   *
   * @return the addresses, perhaps none
   */
  public RangeSet<MachineAddress> forbidden() {
    return forbidden;
  }

  /**
   * Returns what the receiver can be handed for a slot.
   *
   * @param slot the slot
   * @return unmodifiable, not empty, the best one first
   */
  public List<LoadMethod> methods(Slot slot) {
    return Objects.requireNonNull(methods.get(slot));
  }

  /**
   * Returns why the receiver cannot be handed anything else for a slot, where it takes less at
   * present than it could.
   *
   * @param slot the slot
   * @return a clause for people, or nothing
   */
  public Optional<String> reason(Slot slot) {
    return Optional.ofNullable(reasons.get(slot));
  }

  /**
   * Returns how much room the receiver wants for a crash kernel's ELF core header that it keeps
   * current itself while processors and memory come and go.
   *
   * @return bytes; 0 where it leaves the header as it was loaded
   */
  public long coreHeaderRoom() {
    return coreHeaderRoom;
  }

  /** Gathers the rules. Not safe for use by several threads. */
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
     * Sets the pages to which segments are aligned.
     *
     * @param value the page size
     * @return this builder
     */
    public Builder pageSize(PageSize value) {
      pageSize = value;
      return this;
    }

    /**
     * Sets how many segments an image may have.
     *
     * @param value the greatest number
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
     * Sets where destinations end.
     *
     * @param value the address that no segment reaches beyond
     * @return this builder
     */
    public Builder destinationLimit(MachineAddress value) {
      destinationLimit = value;
      return this;
    }

    /**
     * Sets where pages end from which content can be moved.
     *
     * @param value the address that no staged page reaches beyond
     * @return this builder
     */
    public Builder sourceLimit(MachineAddress value) {
      sourceLimit = value;
      return this;
    }

    /**
     * Sets what part of the RAM an image may take.
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
     * Sets what the receiver can be handed for both slots; segments only if never called.
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
     * Sets what the receiver can be handed for one slot.
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
     * Says why the receiver takes less for a slot at present than it could.
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
     * Says that the receiver keeps the ELF core header current itself.
     *
     * @param value bytes of room that it wants for that; 0 if it does not
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

    /**
     * Makes the rules.
     *
     * @return the rules
     */
    public ReceiverRules build() {
      return new ReceiverRules(this);
    }
  }
}
