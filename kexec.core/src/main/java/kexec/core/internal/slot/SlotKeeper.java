package kexec.core.internal.slot;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import kexec.api.ImageRecord;
import kexec.api.KexecEvent;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineStatus;
import kexec.api.machine.ShutdownMode;
import kexec.api.machine.ShutdownOutcome;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.core.internal.machine.Machine;

/**
 * What users do with slots: load, unload, execute, look. Safe for use by several threads.
 *
 * <p>All state is in the receivers and in the records; this object can be thrown away at any
 * moment.
 */
public final class SlotKeeper {

  private final Candidates candidates;
  private final Upkeep.PlanMaker planner;
  private final Images images;
  private final Map<Slot, SlotGate> gates = new EnumMap<>(Slot.class);
  private final Map<Slot, Upkeep> upkeeps = new EnumMap<>(Slot.class);

  /**
   * Makes a keeper.
   *
   * @param candidates says which machines may have an image
   * @param planner makes a plan of a request for a machine
   * @param records the directory of the records
   * @param clock tells when something was loaded
   * @param events is told what happened, on the thread that did it
   */
  public SlotKeeper(
      Candidates candidates,
      Planning planner,
      Path records,
      Clock clock,
      Consumer<KexecEvent> events) {
    this.candidates = candidates;
    this.planner = planner::plan;
    this.images = new Images(new RecordStore(records), clock, events);
    for (Slot slot : Slot.values()) {
      gates.put(slot, new SlotGate(slot));
      upkeeps.put(slot, new Upkeep(slot, images, candidates, this.planner, events));
    }
  }

  /** Makes a plan of a request for a machine. */
  @FunctionalInterface
  public interface Planning {

    /**
     * Makes a plan.
     *
     * @param request what to boot
     * @param machine the machine
     * @return a loadable plan
     * @throws KexecException if there is none
     */
    Plan plan(PlanRequest request, Machine machine) throws KexecException;
  }

  /**
   * Plans and loads an image.
   *
   * @param request what to boot
   * @return the plan that was loaded
   * @throws KexecException if it cannot be planned or loaded
   */
  public Plan load(PlanRequest request) throws KexecException {
    if (request.memoryMap().isPresent()) {
      throw new KexecException(
          new Fault(
              "memory-map-not-loadable",
              "loading a " + request,
              "it is planned for a memory map that is not the machine's own",
              "Leave the memory map out, or only plan."));
    }
    String attempted = "loading a " + request;
    return gate(request.slot())
        .forUser(
            attempted,
            () -> {
              Machine machine = candidates.choose(attempted, request.machine());
              Plan plan = planner.plan(request, machine);
              images.load(machine, plan, request);
              Upkeep upkeep = upkeep(request.slot());
              upkeep.hold(machine.receiver());
              images
                  .find(machine, request.slot())
                  .ifPresent(record -> upkeep.retireOthers(record, machine.receiver()));
              return plan;
            });
  }

  /**
   * Takes an image out of a slot, and no longer wants one there.
   *
   * @param slot the slot
   * @param name the machine, or nothing for wherever the image is
   * @throws KexecException if there is no machine or the receiver refuses
   */
  public void unload(Slot slot, Optional<String> name) throws KexecException {
    String attempted = "unloading the " + slot.label() + " slot";
    gate(slot)
        .forUser(
            attempted,
            () -> {
              images.unload(locate(attempted, slot, name), slot);
              if (name.isEmpty()) {
                unloadCopies(slot);
              }
              upkeep(slot).release();
              return slot;
            });
  }

  /** Images for machines that need not be named may be in receivers that cannot be reached now. */
  private void unloadCopies(Slot slot) throws KexecException {
    for (LoadRecord record : images.all(slot)) {
      if (record.request().machine().isEmpty()) {
        Optional<Machine> there = candidates.reaching(record.receiver());
        if (there.isPresent()) {
          images.unload(there.get(), slot);
        } else {
          images.disown(record);
        }
      }
    }
  }

  /**
   * Shuts the running system down and starts an image.
   *
   * @param slot the slot
   * @param name the machine, or nothing for wherever the image is
   * @param mode how the running system is brought down
   * @return what was seen, if the receiver returns; nothing where the system goes down by itself
   * @throws KexecException if nothing is loaded or the receiver refuses
   */
  public Optional<ExecutionReport> execute(Slot slot, Optional<String> name, ShutdownMode mode)
      throws KexecException {
    String attempted = "executing the " + slot.label() + " slot";
    return gate(slot)
        .forUser(
            attempted,
            () -> {
              Machine machine = locate(attempted, slot, name);
              if (!images.verify(machine, slot)) {
                throw new KexecException(
                    new Fault(
                        "nothing-loaded",
                        attempted + " of machine " + machine.name(),
                        "its receiver has no image there",
                        "Load one first."));
              }
              MachineKexec kexec = machine.kexec().service();
              if (kexec.shutdown(slot, mode) == ShutdownOutcome.UNDER_WAY) {
                return Optional.empty();
              }
              ExecutionReport report = kexec.execute(slot);
              images.verify(machine, slot);
              return Optional.of(report);
            });
  }

  /** The machine that has the wanted image, else the best one. */
  private Machine locate(String attempted, Slot slot, Optional<String> name) throws KexecException {
    if (name.isEmpty()) {
      for (Machine machine : candidates.unnamed()) {
        if (images.find(machine, slot).isPresent() && images.verify(machine, slot)) {
          return machine;
        }
      }
    }
    return candidates.choose(attempted, name);
  }

  /**
   * Tells what every receiver holds that can be reached.
   *
   * @return two entries for each, the best machine's first
   * @throws KexecException if a receiver cannot be asked
   */
  public List<SlotStatus> status() throws KexecException {
    Map<String, Machine> receivers = new LinkedHashMap<>();
    candidates.all().forEach(machine -> receivers.putIfAbsent(machine.receiver(), machine));
    List<SlotStatus> all = new ArrayList<>();
    for (Machine machine : receivers.values()) {
      MachineStatus status = machine.kexec().service().status();
      for (Slot slot : Slot.values()) {
        boolean loaded = status.isLoaded(slot);
        Optional<ImageRecord> image =
            loaded ? images.find(machine, slot).map(LoadRecord::image) : Optional.empty();
        Optional<String> trouble = upkeep(slot).trouble(machine.receiver());
        all.add(
            new SlotStatus(
                slot,
                machine.name(),
                machine.receiver(),
                loaded,
                image,
                false,
                Optional.empty(),
                trouble));
      }
    }
    return all;
  }

  /**
   * Adopts, moves and takes out what has to be, now that machines came or went.
   *
   * @return whether a receiver was busy, so that there is more to do soon
   */
  public boolean upkeep() {
    boolean busy = false;
    for (Slot slot : Slot.values()) {
      busy |= gate(slot).forUpkeep(upkeep(slot)::run);
    }
    return busy;
  }

  /**
   * Makes the crash image of a machine anew, because it describes memory and processors that have
   * changed.
   *
   * @param machine the machine's name
   * @return whether its receiver was busy, so that it is to be tried again soon
   */
  public boolean refresh(String machine) {
    return gate(Slot.CRASH).forUpkeep(() -> upkeep(Slot.CRASH).refresh(machine));
  }

  /** Lets the next upkeep try every move again, because what failed before may succeed now. */
  public void forgetFailures() {
    for (Slot slot : Slot.values()) {
      gate(slot)
          .forUpkeep(
              () -> {
                upkeep(slot).forgetFailures();
                return slot;
              });
    }
  }

  private SlotGate gate(Slot slot) {
    return Objects.requireNonNull(gates.get(slot));
  }

  private Upkeep upkeep(Slot slot) {
    return Objects.requireNonNull(upkeeps.get(slot));
  }
}
