package kexec.core.internal.slot;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.CrashNotes;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.LoadedImage;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineStatus;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.PreparedImage;
import kexec.api.machine.ReceiverRules;
import kexec.api.machine.ShutdownMode;
import kexec.api.machine.ShutdownOutcome;
import kexec.api.plan.FileLease;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.core.internal.machine.MachineRegistry;
import kexec.core.internal.machine.Offer;

/** A receiver that only records plans, and fails on demand. Its memory is never queried. */
public final class FakeMachine implements MachineKexec {

  private final class Prepared extends PreparedImage {

    Prepared(Plan plan) {
      super(FakeMachine.this, plan);
    }

    @Override
    protected LoadedImage handOver(String attempted) throws KexecException {
      return takeOrRefuse(plan());
    }

    @Override
    protected void release(boolean isLoaded) {}
  }

  final String name;
  public final Map<Slot, Plan> held = new EnumMap<>(Slot.class);
  boolean refusesLoads;
  boolean isBusy;
  boolean isBroken;
  boolean freesFirst;
  boolean namesImages;
  boolean failsToCleanUp;
  boolean failsToUnload;
  boolean failsToAnswer;
  boolean forgetsAtExecute;
  String predecessor = "";
  String hardware = "";
  FileLease.Source leases = file -> Optional.empty();
  Runnable duringPrepare = () -> {};
  Runnable duringLoad = () -> {};
  Runnable duringExecute = () -> {};

  /** Runs at the start and at the end of each call, and while a slot is empty during a load. */
  Runnable atEachCall = () -> {};

  private final Map<Slot, String> identities = new EnumMap<>(Slot.class);
  int loads;
  ShutdownOutcome outcome = ShutdownOutcome.READY;
  final List<String> calls = new ArrayList<>();

  public FakeMachine(String name) {
    this.name = name;
  }

  /** Adds the machine to those that are present; its id gives the order of arrival. */
  public void register(MachineRegistry registry, int ranking, long id) {
    Object memory =
        Proxy.newProxyInstance(
            MemoryOps.class.getClassLoader(),
            new Class<?>[] {MemoryOps.class},
            (self, method, arguments) -> {
              throw new AssertionError(method + " was called");
            });
    registry.addMemory(
        new Offer<>(
            name, "x86_64", "none", false, ranking, id, name, id, MemoryOps.class.cast(memory)));
    registry.addReceiver(
        new Offer<>(name, "x86_64", "none", false, ranking, id + 1, name, id, this));
  }

  @Override
  public String receiver() {
    return "receiver of " + name;
  }

  @Override
  public boolean isSuccessorOf(String receiver) {
    return receiver.equals(predecessor);
  }

  @Override
  public String hardware() {
    return hardware;
  }

  /** Simulates another program's change. */
  void take(Plan plan) {
    held.put(plan.slot(), plan);
    identities.put(plan.slot(), "image " + ++loads);
  }

  @Override
  public Optional<FileLease> lease(Path file) {
    return leases.take(file);
  }

  @Override
  public ReceiverRules rules() {
    return ReceiverRules.builder().build();
  }

  @Override
  public CrashNotes crashNotes() {
    return CrashNotes.NONE;
  }

  @Override
  public PreparedImage prepare(Plan plan, ProgressListener progress) throws KexecException {
    progress.progressed("staging for " + name, 0, 1);
    return prepare(plan);
  }

  @Override
  public PreparedImage prepare(Plan plan) throws KexecException {
    atEachCall.run();
    if (isBroken) {
      throw new IllegalStateException("no machine should throw this");
    }
    for (Segment segment : plan.segments()) {
      segment.requireContent("loading on " + name);
    }
    duringPrepare.run();
    return new Prepared(plan);
  }

  private LoadedImage takeOrRefuse(Plan plan) throws KexecException {
    atEachCall.run();
    if (isBusy) {
      throw new BusyException(new Fault("busy", "loading on " + name, "it is busy", "Wait."));
    }
    if (freesFirst && plan.slot() == Slot.CRASH) {
      held.remove(Slot.CRASH);
      atEachCall.run();
    }
    if (refusesLoads) {
      throw new KexecException(
          new Fault("refused", "loading on " + name, "it was told to refuse", "Tell it not to."));
    }
    take(plan);
    Optional<String> identity =
        namesImages ? Optional.ofNullable(identities.get(plan.slot())) : Optional.empty();
    duringLoad.run();
    atEachCall.run();
    return new LoadedImage(LoadMethod.SEGMENTS, plan.commandLine(), identity);
  }

  @Override
  public void cleanup(PreparedImage image) {
    atEachCall.run();
    if (failsToCleanUp) {
      throw new IllegalStateException("no machine should throw this");
    }
  }

  @Override
  public void unload(Slot slot) throws KexecException {
    atEachCall.run();
    if (failsToUnload) {
      throw new KexecException(
          new Fault("refused", "unloading of " + name, "it was told to refuse", "Tell it not to."));
    }
    held.remove(slot);
    atEachCall.run();
  }

  @Override
  public ShutdownOutcome shutdown(Slot slot, ShutdownMode mode) {
    calls.add("shutdown " + slot + " " + mode);
    return outcome;
  }

  @Override
  public ExecutionReport execute(Slot slot) {
    calls.add("execute " + slot);
    if (forgetsAtExecute) {
      held.clear();
    }
    atEachCall.run();
    duringExecute.run();
    return new ExecutionReport(receiver(), List.of(), 0, 0, Duration.ZERO);
  }

  @Override
  public MachineStatus status() throws KexecException {
    atEachCall.run();
    if (failsToAnswer) {
      throw new KexecException(
          new Fault("refused", "asking " + name, "it was told to refuse", "Tell it not to."));
    }
    Map<Slot, String> names = new EnumMap<>(Slot.class);
    names.putAll(identities);
    names.keySet().retainAll(held.keySet());
    MachineStatus status =
        new MachineStatus(Set.copyOf(held.keySet()), namesImages ? names : Map.of(), Map.of());
    atEachCall.run();
    return status;
  }
}
