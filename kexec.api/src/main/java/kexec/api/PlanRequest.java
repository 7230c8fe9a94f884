package kexec.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Slot;
import kexec.api.rehearse.Replanner;
import kexec.api.text.FileName;
import org.jspecify.annotations.Nullable;

/**
 * What a user wants to boot.
 *
 * @param kernel the path of the kernel file
 * @param initrds the paths of the initial RAM disks, in the order in which they are concatenated
 * @param commandLine the command line that the user wants, as {@link kexec.api.text.ByteText}; may
 *     be empty. The boot protocol may add to it
 * @param slot the slot
 * @param limits where segments may be placed: the limits that the user set, or the whole address
 *     space
 * @param machine the name of the machine that the user selected, or empty for the best machine
 *     present
 * @param memoryMap the memory map of another machine to plan for, or empty for the chosen machine's
 *     own memory
 * @param protocol the name of the boot protocol that the user selected, or empty if the kernel file
 *     decides
 * @param modules the files that are loaded beside the kernel and passed to it, in the order in
 *     which the kernel receives them
 * @param method the load method that the user wants, or empty if the machine chooses
 * @param entryCheck how the image is checked right before its kernel is entered
 * @param architecture the label of the architecture of the kernel, or empty if the kernel file
 *     decides
 * @param deviceTree the path of the device tree for the kernel, or empty for the running system's
 * @param crashNotes where the crashed kernel's ELF notes lie, for a crash image for the memory map
 *     of another machine; empty if it is unknown. A machine reports its own
 * @param commandLineReused whether the command line was made from the running kernel's, so that
 *     another one may be meant when another kernel runs
 */
public record PlanRequest(
    Path kernel,
    List<Path> initrds,
    String commandLine,
    Slot slot,
    Range<MachineAddress> limits,
    Optional<String> machine,
    Optional<MemoryMap> memoryMap,
    Optional<String> protocol,
    List<ModuleFile> modules,
    Optional<LoadMethod> method,
    EntryCheck entryCheck,
    Optional<String> architecture,
    Optional<Path> deviceTree,
    List<Range<MachineAddress>> crashNotes,
    boolean commandLineReused) {

  /** Makes the lists unmodifiable. */
  public PlanRequest {
    initrds = List.copyOf(initrds);
    modules = List.copyOf(modules);
    crashNotes = List.copyOf(crashNotes);
  }

  /**
   * {@return a builder for a kernel, with everything else at its default}
   *
   * @param kernel the kernel file
   */
  public static Builder of(Path kernel) {
    return new Builder(kernel);
  }

  /** {@return a builder with everything in this request} */
  public Builder toBuilder() {
    return new Builder(kernel)
        .initrds(initrds)
        .commandLine(commandLine)
        .slot(slot)
        .limits(limits)
        .machine(machine.orElse(null))
        .memoryMap(memoryMap.orElse(null))
        .protocol(protocol.orElse(null))
        .modules(modules)
        .method(method.orElse(null))
        .entryCheck(entryCheck)
        .architecture(architecture.orElse(null))
        .deviceTree(deviceTree.orElse(null))
        .crashNotes(crashNotes)
        .commandLineReused(commandLineReused);
  }

  /**
   * {@return this request, changed for a bare memory map}
   *
   * @param changes what is different
   */
  public PlanRequest with(Replanner.Changes changes) {
    List<Path> joined = Stream.concat(initrds.stream(), changes.initrds().stream()).toList();
    return toBuilder()
        .initrds(joined)
        .commandLine(
            changes.appended().isEmpty() ? commandLine : commandLine + " " + changes.appended())
        .machine(null)
        .memoryMap(changes.memory())
        .method(LoadMethod.SEGMENTS)
        .deviceTree(changes.deviceTree().or(() -> deviceTree).orElse(null))
        .crashNotes(changes.crashNotes())
        .build();
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
    private @Nullable String architecture;
    private @Nullable Path deviceTree;
    private List<Range<MachineAddress>> crashNotes = List.of();
    private boolean commandLineReused;

    private Builder(Path kernel) {
      this.kernel = kernel;
    }

    /** Sets the initial RAM disks. Default: none. */
    public Builder initrds(List<Path> value) {
      initrds = value;
      return this;
    }

    /** Sets the command line. Default: empty. */
    public Builder commandLine(String value) {
      commandLine = value;
      return this;
    }

    /** Sets the slot. Default: {@link Slot#DEFAULT}. */
    public Builder slot(Slot value) {
      slot = value;
      return this;
    }

    /** Sets where segments may be placed. Default: the whole address space. */
    public Builder limits(Range<MachineAddress> value) {
      limits = value;
      return this;
    }

    /** Selects the machine. Default: the best machine present. Null for the best machine. */
    public Builder machine(@Nullable String value) {
      machine = value;
      return this;
    }

    /**
     * Sets the memory map of another machine to plan for. Null for the chosen machine's own memory.
     */
    public Builder memoryMap(@Nullable MemoryMap value) {
      memoryMap = value;
      return this;
    }

    /**
     * Selects the boot protocol. Default: the kernel file decides. Null if the kernel file decides.
     */
    public Builder protocol(@Nullable String value) {
      protocol = value;
      return this;
    }

    /** Sets the files that are loaded beside the kernel. Default: none. */
    public Builder modules(List<ModuleFile> value) {
      modules = value;
      return this;
    }

    /** Sets the load method. Default: the machine chooses. Null if the machine chooses. */
    public Builder method(@Nullable LoadMethod value) {
      method = value;
      return this;
    }

    /**
     * Sets how the image is checked right before its kernel is entered. Default: {@link
     * EntryCheck#HALT}.
     */
    public Builder entryCheck(EntryCheck value) {
      entryCheck = value;
      return this;
    }

    /**
     * Selects the architecture by its label. Default: the kernel file decides. Null if the kernel
     * file decides.
     */
    public Builder architecture(@Nullable String value) {
      architecture = value;
      return this;
    }

    /**
     * Sets the device tree for the kernel. Default: the running system's. Null for the running
     * system's.
     */
    public Builder deviceTree(@Nullable Path value) {
      deviceTree = value;
      return this;
    }

    /** Sets where the crashed kernel's notes lie. Default: unknown. */
    public Builder crashNotes(List<Range<MachineAddress>> value) {
      crashNotes = value;
      return this;
    }

    /** Sets whether the command line was made from the running kernel's. Default: false. */
    public Builder commandLineReused(boolean value) {
      commandLineReused = value;
      return this;
    }

    /** {@return a new request} */
    public PlanRequest build() {
      return new PlanRequest(
          kernel,
          initrds,
          commandLine,
          slot,
          limits,
          Optional.ofNullable(machine),
          Optional.ofNullable(memoryMap),
          Optional.ofNullable(protocol),
          modules,
          Optional.ofNullable(method),
          entryCheck,
          Optional.ofNullable(architecture),
          Optional.ofNullable(deviceTree),
          crashNotes,
          commandLineReused);
    }
  }
}
