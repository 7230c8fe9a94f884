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
 *
 * @param slot the slot that the plan is for
 * @param machine the name of the machine that the plan is for, or empty for a plan for a bare
 *     memory map
 * @param methods the load methods to try, in order; unmodifiable, not empty
 * @param entryCheck how the image is checked right before its kernel is entered
 * @param firmware the firmware or hypervisor under which the plan's machine runs: the value of the
 *     machine's {@code kexec.firmware} property
 * @param kernelPath the path of the kernel file, as it was given
 * @param kernelBytes the size of the kernel file in bytes
 * @param kernel what is known about the kernel
 * @param commandLine the command line as the kernel will read it, without the terminating NUL
 * @param entry how the image is entered; empty only if the findings contain an error
 * @param segments unmodifiable, by ascending address
 * @param memory the memory map of the machine that the plan is for, including its crash region
 * @param findings the findings of the checks: unmodifiable, errors first
 */
public record Plan(
    Slot slot,
    Optional<String> machine,
    List<LoadMethod> methods,
    EntryCheck entryCheck,
    String firmware,
    Path kernelPath,
    long kernelBytes,
    KernelFacts kernel,
    String commandLine,
    Optional<EntryState> entry,
    List<Segment> segments,
    MemoryMap memory,
    List<Finding> findings) {

  /**
   * Sorts segments and findings, and makes the lists unmodifiable.
   *
   * @throws IllegalArgumentException if there is no load method
   */
  public Plan {
    if (methods.isEmpty()) {
      throw new IllegalArgumentException("no method to load a plan by");
    }
    methods = List.copyOf(methods);
    segments = segments.stream().sorted(Comparator.comparing(Segment::memory)).toList();
    findings =
        findings.stream().sorted(Comparator.comparing(Finding::severity).reversed()).toList();
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

  /** {@return the bytes of the segments' contents, without the zeros that fill their memory} */
  public long contentSize() {
    return segments.stream().mapToLong(segment -> segment.data().size()).sum();
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

    /** Sets the slot. Default: {@link Slot#DEFAULT}. */
    public Builder slot(Slot value) {
      slot = value;
      return this;
    }

    /** Sets the machine's name. Null for a plan for a bare memory map. */
    public Builder machine(@Nullable String value) {
      machine = value;
      return this;
    }

    /** Sets the load methods. Default: {@link LoadMethod#SEGMENTS}. */
    public Builder methods(List<LoadMethod> value) {
      methods = value;
      return this;
    }

    /**
     * Sets how the image is checked before its kernel is entered. Default: {@link EntryCheck#NONE}.
     */
    public Builder entryCheck(EntryCheck value) {
      entryCheck = value;
      return this;
    }

    /** Sets the firmware. Default: {@code none}. */
    public Builder firmware(String value) {
      firmware = value;
      return this;
    }

    /** Sets the kernel. Required. */
    public Builder kernel(Path path, long bytes, KernelFacts facts) {
      kernelPath = path;
      kernelBytes = bytes;
      kernel = facts;
      return this;
    }

    /** Sets the final command line. Default: empty. */
    public Builder commandLine(String value) {
      commandLine = value;
      return this;
    }

    /** Sets the entry. Null if there is none. */
    public Builder entry(@Nullable EntryState value) {
      entry = value;
      return this;
    }

    /** Sets the segments. */
    public Builder segments(List<Segment> value) {
      segments = value;
      return this;
    }

    /** Sets the machine's memory. */
    public Builder memory(MemoryMap value) {
      memory = value;
      return this;
    }

    /** Sets the findings. */
    public Builder findings(List<Finding> value) {
      findings = value;
      return this;
    }

    /**
     * {@return a new plan}
     *
     * @throws NullPointerException if the kernel was not set
     * @throws IllegalArgumentException if there is no load method
     */
    public Plan build() {
      return new Plan(
          slot,
          Optional.ofNullable(machine),
          methods,
          entryCheck,
          firmware,
          Objects.requireNonNull(kernelPath, "kernelPath"),
          kernelBytes,
          Objects.requireNonNull(kernel, "kernel"),
          commandLine,
          Optional.ofNullable(entry),
          segments,
          memory,
          findings);
    }
  }
}
