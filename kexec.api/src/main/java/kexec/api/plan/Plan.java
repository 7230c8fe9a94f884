package kexec.api.plan;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import org.jspecify.annotations.Nullable;

/**
 * The complete result of planning, as one immutable value: what is loaded where, and how it is
 * entered.
 *
 * <p>A plan with an error among its findings may lack segments or the entry. It exists only for
 * display, and no receiver accepts it.
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

  /** {@return an empty builder} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return a builder with everything in this plan} */
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

  /** {@return the slot that the plan is for} */
  public Slot slot() {
    return slot;
  }

  /**
   * {@return the name of the machine that the plan is for, or empty for a plan for a bare memory
   * map}
   */
  public Optional<String> machine() {
    return machine;
  }

  /** {@return the load methods to try, in order; unmodifiable, not empty} */
  public List<LoadMethod> methods() {
    return methods;
  }

  /** {@return how the image is checked right before its kernel is entered} */
  public EntryCheck entryCheck() {
    return entryCheck;
  }

  /**
   * {@return the firmware or hypervisor under which the plan's machine runs: the value of the
   * machine's {@code kexec.firmware} property}
   */
  public String firmware() {
    return firmware;
  }

  /** {@return the path of the kernel file, as it was given} */
  public Path kernelPath() {
    return kernelPath;
  }

  /** {@return the size of the kernel file in bytes} */
  public long kernelBytes() {
    return kernelBytes;
  }

  /** {@return what is known about the kernel} */
  public KernelFacts kernel() {
    return kernel;
  }

  /** {@return the command line as the kernel will read it, without the terminating NUL} */
  public String commandLine() {
    return commandLine;
  }

  /** {@return how the image is entered; empty only if the findings contain an error} */
  public Optional<EntryState> entry() {
    return entry;
  }

  /** {@return the segments: unmodifiable, by ascending address} */
  public List<Segment> segments() {
    return segments;
  }

  /** {@return the memory map of the machine that the plan is for, including its crash region} */
  public MemoryMap memory() {
    return memory;
  }

  /** {@return the findings of the checks: unmodifiable, errors first} */
  public List<Finding> findings() {
    return findings;
  }

  /**
   * {@return whether this plan may be passed to a receiver: no finding is an error, and it has an
   * entry}
   */
  public boolean isLoadable() {
    return findings.stream().noneMatch(Finding::isError) && entry.isPresent();
  }

  /**
   * Rejects this plan unless it may be passed to a receiver.
   *
   * @param attempted what the receiver does with it, as a gerund, for the error's text
   * @throws PlanRefusedException if a finding is an error
   * @throws KexecException with the code {@code entry-missing} if there is no entry or no segment
   */
  public void requireLoadable(String attempted) throws KexecException {
    if (findings.stream().anyMatch(Finding::isError)) {
      throw new PlanRefusedException(attempted, findings, this);
    }
    if (entry.isEmpty() || segments.isEmpty()) {
      throw new KexecException(
          new Fault(
              "entry-missing",
              attempted,
              "the plan has no entry or no segment",
              "Plan again, and load what has no errors."));
    }
  }

  /** {@return all memory that the segments occupy} */
  public RangeSet<MachineAddress> footprint() {
    return RangeSet.of(segments.stream().map(Segment::memory).toList());
  }

  /**
   * {@return the segment that contains an address, or empty if there is none}
   *
   * @param address the address
   */
  public Optional<Segment> segmentAt(MachineAddress address) {
    return segments.stream().filter(s -> s.memory().contains(address)).findFirst();
  }

  /**
   * {@return the address ranges of all segments with one role, ascending}
   *
   * @param role the role
   */
  public List<Range<MachineAddress>> rangesOf(SegmentRole role) {
    return segments.stream().filter(s -> s.role() == role).map(Segment::memory).toList();
  }

  @Override
  public String toString() {
    return slot.label() + " plan of " + kernelPath + " with segments " + segments;
  }

  /** Builds a plan. Not thread-safe. */
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
     * Sets the slot. Default: {@link Slot#DEFAULT}.
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
     * Sets the load methods. Default: {@link LoadMethod#SEGMENTS}.
     *
     * @param value the methods to try, in order
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
     * Sets how the image is checked before its kernel is entered. Default: {@link EntryCheck#NONE}.
     *
     * @param value the check
     * @return this builder
     */
    public Builder entryCheck(EntryCheck value) {
      entryCheck = value;
      return this;
    }

    /**
     * Sets the firmware. Default: {@code none}.
     *
     * @param value the value of the machine's {@code kexec.firmware} property
     * @return this builder
     */
    public Builder firmware(String value) {
      firmware = value;
      return this;
    }

    /**
     * Sets the kernel. Required.
     *
     * @param path the path of the file
     * @param bytes its size
     * @param facts what is known about it
     * @return this builder
     */
    public Builder kernel(Path path, long bytes, KernelFacts facts) {
      kernelPath = path;
      kernelBytes = bytes;
      kernel = facts;
      return this;
    }

    /**
     * Sets the final command line. Default: empty.
     *
     * @param value the text, without the terminating NUL
     * @return this builder
     */
    public Builder commandLine(String value) {
      commandLine = value;
      return this;
    }

    /**
     * Sets the entry.
     *
     * @param value the entry, or null if there is none
     * @return this builder
     */
    public Builder entry(@Nullable EntryState value) {
      entry = value;
      return this;
    }

    /**
     * Sets the segments.
     *
     * @param value the segments, in any order
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
     * @param value the findings, in any order; the plan lists the most severe first
     * @return this builder
     */
    public Builder findings(List<Finding> value) {
      findings = value.stream().sorted(Comparator.comparing(Finding::severity).reversed()).toList();
      return this;
    }

    /**
     * {@return a new plan}
     *
     * @throws NullPointerException if the kernel was not set
     */
    public Plan build() {
      return new Plan(this);
    }
  }
}
