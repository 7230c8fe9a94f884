package kexec.api.plan;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.fault.ReceiverException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything up to the load, as one immutable value: what goes where, and how it is entered.
 *
 * <p>A plan that has an error among its findings may lack segments or the entry; it is there to be
 * shown, and no receiver takes it.
 */
public final class Plan {

  private final Slot slot;
  private final Optional<String> machine;
  private final List<LoadMethod> methods;
  private final EntryCheck entryCheck;
  private final String firmware;
  private final Path kernelPath;
  private final long kernelBytes;
  private final KernelFacts kernel;
  private final String commandLine;
  private final Optional<EntryState> entry;
  private final List<Segment> segments;
  private final MemoryMap memory;
  private final List<Finding> findings;

  private Plan(Builder from) {
    this.slot = from.slot;
    this.machine = Optional.ofNullable(from.machine);
    this.methods = List.copyOf(from.methods);
    this.entryCheck = from.entryCheck;
    this.firmware = from.firmware;
    this.kernelPath = Objects.requireNonNull(from.kernelPath, "kernelPath");
    this.kernelBytes = from.kernelBytes;
    this.kernel = Objects.requireNonNull(from.kernel, "kernel");
    this.commandLine = from.commandLine;
    this.entry = Optional.ofNullable(from.entry);
    this.segments = List.copyOf(from.segments);
    this.memory = from.memory;
    this.findings = List.copyOf(from.findings);
  }

  /**
   * Returns a builder with nothing in it.
   *
   * @return the builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns a builder that has all that this plan has.
   *
   * @return the builder
   */
  public Builder toBuilder() {
    return new Builder()
        .slot(slot)
        .machine(machine.orElse(null))
        .methods(methods)
        .entryCheck(entryCheck)
        .firmware(firmware)
        .kernel(kernelPath, kernelBytes, kernel)
        .commandLine(commandLine)
        .entry(entry.orElse(null))
        .segments(segments)
        .memory(memory)
        .findings(findings);
  }

  /**
   * Returns the slot that the plan is for.
   *
   * @return the slot
   */
  public Slot slot() {
    return slot;
  }

  /**
   * Returns the machine that the plan is for.
   *
   * @return its name, or nothing for a plan that was made for a bare memory map
   */
  public Optional<String> machine() {
    return machine;
  }

  /**
   * Returns what the receiver is to be handed.
   *
   * @return unmodifiable, not empty: the methods to try, the first one first
   */
  public List<LoadMethod> methods() {
    return methods;
  }

  /**
   * Returns how the image is checked right before its kernel is entered.
   *
   * @return the check
   */
  public EntryCheck entryCheck() {
    return entryCheck;
  }

  /**
   * Returns the firmware or hypervisor that the plan's machine runs under.
   *
   * @return the value of the machine's {@code kexec.firmware} property
   */
  public String firmware() {
    return firmware;
  }

  /**
   * Returns where the kernel file lies.
   *
   * @return the path as it was given
   */
  public Path kernelPath() {
    return kernelPath;
  }

  /**
   * Returns how large the kernel file is.
   *
   * @return bytes
   */
  public long kernelBytes() {
    return kernelBytes;
  }

  /**
   * Returns what is known of the kernel.
   *
   * @return the facts
   */
  public KernelFacts kernel() {
    return kernel;
  }

  /**
   * Returns the command line as the kernel will read it.
   *
   * @return without the NUL at its end
   */
  public String commandLine() {
    return commandLine;
  }

  /**
   * Returns how the image is entered.
   *
   * @return the entry; absent only where the findings have an error
   */
  public Optional<EntryState> entry() {
    return entry;
  }

  /**
   * Returns the segments.
   *
   * @return unmodifiable, by ascending address
   */
  public List<Segment> segments() {
    return segments;
  }

  /**
   * Returns the memory of the machine that the plan is for, its crash region included.
   *
   * @return the map
   */
  public MemoryMap memory() {
    return memory;
  }

  /**
   * Returns what the checks found.
   *
   * @return unmodifiable; errors first
   */
  public List<Finding> findings() {
    return findings;
  }

  /**
   * Tells whether a receiver may be handed this plan.
   *
   * @return whether no finding is an error
   */
  public boolean isLoadable() {
    return findings.stream().noneMatch(Finding::isError) && entry.isPresent();
  }

  /**
   * Refuses this plan unless a receiver may be handed it.
   *
   * @param attempted what the receiver does with it, as a gerund, for the error's text
   * @throws PlanRefusedException if a finding is an error
   * @throws ReceiverException with the code {@code no-entry} if there is no entry or no segment
   */
  public void requireLoadable(String attempted) throws KexecException {
    if (findings.stream().anyMatch(Finding::isError)) {
      throw new PlanRefusedException(attempted, findings, this);
    }
    if (entry.isEmpty() || segments.isEmpty()) {
      throw new ReceiverException(
          new Fault(
              "no-entry",
              attempted,
              "the plan has no entry or no segment",
              "Plan again, and load what has no errors."));
    }
  }

  /**
   * Returns all memory that the segments take.
   *
   * @return the addresses
   */
  public RangeSet<MachineAddress> footprint() {
    return RangeSet.of(segments.stream().map(Segment::memory).toList());
  }

  /**
   * Returns the segment in which an address lies.
   *
   * @param address the address
   * @return the segment, or nothing
   */
  public Optional<Segment> segmentAt(MachineAddress address) {
    return segments.stream().filter(s -> s.memory().contains(address)).findFirst();
  }

  /**
   * Returns the places of all segments of one role.
   *
   * @param role the role
   * @return the ranges, ascending
   */
  public List<Range<MachineAddress>> rangesOf(SegmentRole role) {
    return segments.stream().filter(s -> s.role() == role).map(Segment::memory).toList();
  }

  @Override
  public String toString() {
    return slot.label() + " plan of " + kernelPath + " with segments " + segments;
  }

  /** Gathers the parts of a plan. Not safe for use by several threads. */
  public static final class Builder {

    private Slot slot = Slot.DEFAULT;
    private @Nullable String machine;
    private List<LoadMethod> methods = List.of(LoadMethod.SEGMENTS);
    private EntryCheck entryCheck = EntryCheck.NONE;
    private String firmware = "none";
    private @Nullable Path kernelPath;
    private long kernelBytes;
    private @Nullable KernelFacts kernel;
    private String commandLine = "";
    private @Nullable EntryState entry;
    private List<Segment> segments = List.of();
    private MemoryMap memory = MemoryMap.of(List.of());
    private List<Finding> findings = List.of();

    private Builder() {}

    /**
     * Sets the slot; {@link Slot#DEFAULT} if never called.
     *
     * @param value the slot
     * @return this builder
     */
    public Builder slot(Slot value) {
      slot = value;
      return this;
    }

    /**
     * Sets the machine's name.
     *
     * @param value the name, or null for a plan for a bare memory map
     * @return this builder
     */
    public Builder machine(@Nullable String value) {
      machine = value;
      return this;
    }

    /**
     * Sets what the receiver is to be handed; {@link LoadMethod#SEGMENTS} if never called.
     *
     * @param value the methods to try, the first one first
     * @return this builder
     * @throws IllegalArgumentException if there is none
     */
    public Builder methods(List<LoadMethod> value) {
      if (value.isEmpty()) {
        throw new IllegalArgumentException("no method to load a plan by");
      }
      methods = value;
      return this;
    }

    /**
     * Sets how the image is checked before its kernel is entered; {@link EntryCheck#NONE} if never
     * called.
     *
     * @param value the check
     * @return this builder
     */
    public Builder entryCheck(EntryCheck value) {
      entryCheck = value;
      return this;
    }

    /**
     * Sets the firmware; {@code none} if never called.
     *
     * @param value the value of the machine's {@code kexec.firmware} property
     * @return this builder
     */
    public Builder firmware(String value) {
      firmware = value;
      return this;
    }

    /**
     * Sets the kernel; needed.
     *
     * @param path where the file lies
     * @param bytes how large it is
     * @param facts what is known of it
     * @return this builder
     */
    public Builder kernel(Path path, long bytes, KernelFacts facts) {
      kernelPath = path;
      kernelBytes = bytes;
      kernel = facts;
      return this;
    }

    /**
     * Sets the final command line; empty if never called.
     *
     * @param value without the NUL at its end
     * @return this builder
     */
    public Builder commandLine(String value) {
      commandLine = value;
      return this;
    }

    /**
     * Sets the entry.
     *
     * @param value the entry, or null where there is none to tell
     * @return this builder
     */
    public Builder entry(@Nullable EntryState value) {
      entry = value;
      return this;
    }

    /**
     * Sets the segments.
     *
     * @param value in any order
     * @return this builder
     */
    public Builder segments(List<Segment> value) {
      segments = value.stream().sorted(Comparator.comparing(Segment::memory)).toList();
      return this;
    }

    /**
     * Sets the machine's memory.
     *
     * @param value the map
     * @return this builder
     */
    public Builder memory(MemoryMap value) {
      memory = value;
      return this;
    }

    /**
     * Sets the findings.
     *
     * @param value in any order; the plan lists the gravest first
     * @return this builder
     */
    public Builder findings(List<Finding> value) {
      findings = value.stream().sorted(Comparator.comparing(Finding::severity).reversed()).toList();
      return this;
    }

    /**
     * Makes the plan.
     *
     * @return the plan
     * @throws NullPointerException if the kernel was not set
     */
    public Plan build() {
      return new Plan(this);
    }
  }
}
