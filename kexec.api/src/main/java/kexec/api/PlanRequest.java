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
   * {@return a builder for a kernel, with everything else at its default}
   *
   * @param kernel the kernel file
   */
  public static Builder of(Path kernel) {
    return new Builder(kernel);
  }

  /** {@return the path of the kernel file} */
  public Path kernel() {
    return kernel;
  }

  /** {@return the paths of the initial RAM disks, in the order in which they are concatenated} */
  public List<Path> initrds() {
    return initrds;
  }

  /**
   * {@return the command line that the user wants, as {@link kexec.api.text.ByteText}; may be
   * empty. The boot protocol may add to it}
   */
  public String commandLine() {
    return commandLine;
  }

  /** {@return the slot} */
  public Slot slot() {
    return slot;
  }

  /**
   * {@return where segments may be placed: the limits that the user set, or the whole address
   * space}
   */
  public Range<MachineAddress> limits() {
    return limits;
  }

  /**
   * {@return the name of the machine that the user selected, or empty for the best machine present}
   */
  public Optional<String> machine() {
    return machine;
  }

  /**
   * {@return the memory map of another machine to plan for, or empty for the chosen machine's own
   * memory}
   */
  public Optional<MemoryMap> memoryMap() {
    return memoryMap;
  }

  /**
   * {@return the name of the boot protocol that the user selected, or empty if the kernel file
   * decides}
   */
  public Optional<String> protocol() {
    return protocol;
  }

  /**
   * {@return the files that are loaded beside the kernel and passed to it; unmodifiable, in the
   * order in which the kernel receives them}
   */
  public List<ModuleFile> modules() {
    return modules;
  }

  /** {@return the load method that the user wants, or empty if the machine chooses} */
  public Optional<LoadMethod> method() {
    return method;
  }

  /** {@return how the image is checked right before its kernel is entered} */
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

  /** Builds a request. Not thread-safe. */
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
     * Sets the initial RAM disks. Default: none.
     *
     * @param value their paths in order
     * @return this builder
     */
    public Builder initrds(List<Path> value) {
      initrds = value;
      return this;
    }

    /**
     * Sets the command line. Default: empty.
     *
     * @param value the text
     * @return this builder
     */
    public Builder commandLine(String value) {
      commandLine = value;
      return this;
    }

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
     * Sets where segments may be placed. Default: the whole address space.
     *
     * @param value the limits
     * @return this builder
     */
    public Builder limits(Range<MachineAddress> value) {
      limits = value;
      return this;
    }

    /**
     * Selects the machine. Default: the best machine present.
     *
     * @param value its name, or null for the best machine
     * @return this builder
     */
    public Builder machine(@Nullable String value) {
      machine = value;
      return this;
    }

    /**
     * Sets the memory map of another machine to plan for.
     *
     * @param value the map, or null for the chosen machine's own memory
     * @return this builder
     */
    public Builder memoryMap(@Nullable MemoryMap value) {
      memoryMap = value;
      return this;
    }

    /**
     * Selects the boot protocol. Default: the kernel file decides.
     *
     * @param value its name, or null if the kernel file decides
     * @return this builder
     */
    public Builder protocol(@Nullable String value) {
      protocol = value;
      return this;
    }

    /**
     * Sets the files that are loaded beside the kernel. Default: none.
     *
     * @param value the files, in the order in which the kernel receives them
     * @return this builder
     */
    public Builder modules(List<ModuleFile> value) {
      modules = value;
      return this;
    }

    /**
     * Sets the load method. Default: the machine chooses.
     *
     * @param value the method, or null if the machine chooses
     * @return this builder
     */
    public Builder method(@Nullable LoadMethod value) {
      method = value;
      return this;
    }

    /**
     * Sets how the image is checked right before its kernel is entered. Default: {@link
     * EntryCheck#HALT}.
     *
     * @param value the check
     * @return this builder
     */
    public Builder entryCheck(EntryCheck value) {
      entryCheck = value;
      return this;
    }

    /** {@return a new request} */
    public PlanRequest build() {
      return new PlanRequest(this);
    }
  }
}
