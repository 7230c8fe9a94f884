package kexec.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Slot;
import kexec.api.text.FileName;
import org.jspecify.annotations.Nullable;

/** What a user wants to boot. Immutable. */
public final class PlanRequest {

  private final Path kernel;
  private final List<Path> initrds;
  private final String commandLine;
  private final Slot slot;
  private final Range<MachineAddress> limits;
  private final Optional<String> machine;
  private final Optional<MemoryMap> memoryMap;
  private final Optional<String> protocol;
  private final List<ModuleFile> modules;
  private final Optional<LoadMethod> method;
  private final EntryCheck entryCheck;

  private PlanRequest(Builder from) {
    this.kernel = from.kernel;
    this.initrds = List.copyOf(from.initrds);
    this.commandLine = from.commandLine;
    this.slot = from.slot;
    this.limits = from.limits;
    this.machine = Optional.ofNullable(from.machine);
    this.memoryMap = Optional.ofNullable(from.memoryMap);
    this.protocol = Optional.ofNullable(from.protocol);
    this.modules = List.copyOf(from.modules);
    this.method = Optional.ofNullable(from.method);
    this.entryCheck = from.entryCheck;
  }

  /**
   * Returns a builder for a kernel.
   *
   * @param kernel the kernel file
   * @return the builder, all else at its default
   */
  public static Builder of(Path kernel) {
    return new Builder(kernel);
  }

  /**
   * Returns the kernel file.
   *
   * @return its path
   */
  public Path kernel() {
    return kernel;
  }

  /**
   * Returns the initial RAM disks.
   *
   * @return their paths, in the order in which they are joined
   */
  public List<Path> initrds() {
    return initrds;
  }

  /**
   * Returns the command line that the user wants; the boot protocol may add to it.
   *
   * @return the text as {@link kexec.api.text.ByteText}, perhaps empty
   */
  public String commandLine() {
    return commandLine;
  }

  /**
   * Returns the slot.
   *
   * @return the slot
   */
  public Slot slot() {
    return slot;
  }

  /**
   * Returns where segments may lie at all.
   *
   * @return the limits that the user set, or the whole address space
   */
  public Range<MachineAddress> limits() {
    return limits;
  }

  /**
   * Returns the machine that the user named.
   *
   * @return its name, or nothing where the best one present is wanted
   */
  public Optional<String> machine() {
    return machine;
  }

  /**
   * Returns the memory of another machine that the plan is for.
   *
   * @return the map, or nothing where the plan is for the chosen machine's own memory
   */
  public Optional<MemoryMap> memoryMap() {
    return memoryMap;
  }

  /**
   * Returns the boot protocol that the user named.
   *
   * @return its name, or nothing where the kernel file decides
   */
  public Optional<String> protocol() {
    return protocol;
  }

  /**
   * Returns the files that are loaded beside the kernel and told to it.
   *
   * @return unmodifiable, in the order in which the kernel is told of them
   */
  public List<ModuleFile> modules() {
    return modules;
  }

  /**
   * Returns what the user wants handed to the receiver.
   *
   * @return the method, or nothing where the machine chooses
   */
  public Optional<LoadMethod> method() {
    return method;
  }

  /**
   * Returns how the image is checked right before its kernel is entered.
   *
   * @return the check
   */
  public EntryCheck entryCheck() {
    return entryCheck;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PlanRequest that
        && kernel.equals(that.kernel)
        && initrds.equals(that.initrds)
        && commandLine.equals(that.commandLine)
        && slot == that.slot
        && limits.equals(that.limits)
        && machine.equals(that.machine)
        && memoryMap.equals(that.memoryMap)
        && protocol.equals(that.protocol)
        && modules.equals(that.modules)
        && method.equals(that.method)
        && entryCheck == that.entryCheck;
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        kernel,
        initrds,
        commandLine,
        slot,
        limits,
        machine,
        memoryMap,
        protocol,
        modules,
        method,
        entryCheck);
  }

  @Override
  public String toString() {
    return slot.label() + " image of " + FileName.of(kernel);
  }

  /** Gathers a request. Not safe for use by several threads. */
  public static final class Builder {

    private final Path kernel;
    private List<Path> initrds = List.of();
    private String commandLine = "";
    private Slot slot = Slot.DEFAULT;
    private Range<MachineAddress> limits = Range.machine(0, -1);
    private @Nullable String machine;
    private @Nullable MemoryMap memoryMap;
    private @Nullable String protocol;
    private List<ModuleFile> modules = List.of();
    private @Nullable LoadMethod method;
    private EntryCheck entryCheck = EntryCheck.HALT;

    private Builder(Path kernel) {
      this.kernel = kernel;
    }

    /**
     * Sets the initial RAM disks; none if never called.
     *
     * @param value their paths in order
     * @return this builder
     */
    public Builder initrds(List<Path> value) {
      initrds = value;
      return this;
    }

    /**
     * Sets the command line; empty if never called.
     *
     * @param value the text
     * @return this builder
     */
    public Builder commandLine(String value) {
      commandLine = value;
      return this;
    }

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
     * Sets where segments may lie; the whole address space if never called.
     *
     * @param value the limits
     * @return this builder
     */
    public Builder limits(Range<MachineAddress> value) {
      limits = value;
      return this;
    }

    /**
     * Names the machine; the best one present if never called.
     *
     * @param value its name, or null for the best one
     * @return this builder
     */
    public Builder machine(@Nullable String value) {
      machine = value;
      return this;
    }

    /**
     * Sets the memory of another machine to plan for.
     *
     * @param value its map, or null for the chosen machine's own
     * @return this builder
     */
    public Builder memoryMap(@Nullable MemoryMap value) {
      memoryMap = value;
      return this;
    }

    /**
     * Names the boot protocol; the file decides if never called.
     *
     * @param value its name, or null to let the file decide
     * @return this builder
     */
    public Builder protocol(@Nullable String value) {
      protocol = value;
      return this;
    }

    /**
     * Sets the files that are loaded beside the kernel; none if never called.
     *
     * @param value in the order in which the kernel is told of them
     * @return this builder
     */
    public Builder modules(List<ModuleFile> value) {
      modules = value;
      return this;
    }

    /**
     * Sets what is handed to the receiver; the machine chooses if never called.
     *
     * @param value the method, or null to let the machine choose
     * @return this builder
     */
    public Builder method(@Nullable LoadMethod value) {
      method = value;
      return this;
    }

    /**
     * Sets how the image is checked right before its kernel is entered; {@link EntryCheck#HALT} if
     * never called.
     *
     * @param value the check
     * @return this builder
     */
    public Builder entryCheck(EntryCheck value) {
      entryCheck = value;
      return this;
    }

    /**
     * Makes the request.
     *
     * @return the request
     */
    public PlanRequest build() {
      return new PlanRequest(this);
    }
  }
}
