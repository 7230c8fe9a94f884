package kexec.shell.internal.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.CrashNotes;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.ExecutionReport.Check;
import kexec.api.machine.LoadedImage;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineStatus;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.PreparedImage;
import kexec.api.machine.ReceiverRules;
import kexec.api.machine.ShutdownMode;
import kexec.api.machine.ShutdownOutcome;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.simulate.MachineShape;
import kexec.api.simulate.SimulatedMachine;
import kexec.api.simulate.Simulator;

/** Creates machines that record their calls, and pass or fail as configured. */
public final class FakeSimulator implements Simulator {

  public final List<MachineShape> shapes = new ArrayList<>();
  public final List<String> calls = new ArrayList<>();
  public List<Check> checks =
      List.of(new Check("segments", true, "equal"), new Check("entry", true, "as planned"));
  public boolean refuses;

  @Override
  public SimulatedMachine create(MachineShape shape) {
    shapes.add(shape);
    return new SimulatedMachine() {
      @Override
      public MemoryOps memory() {
        throw new UnsupportedOperationException();
      }

      @Override
      public MachineKexec machine() {
        return new Machine();
      }

      @Override
      public void close() {
        calls.add("close");
      }
    };
  }

  private final class Machine implements MachineKexec {

    @Override
    public String receiver() {
      return "simulated";
    }

    @Override
    public ReceiverRules rules() {
      throw new UnsupportedOperationException();
    }

    @Override
    public CrashNotes crashNotes() {
      throw new UnsupportedOperationException();
    }

    @Override
    public PreparedImage prepare(Plan plan) {
      calls.add("prepare " + plan.machine().orElse("no machine"));
      return new Prepared(this, plan);
    }

    @Override
    public void cleanup(PreparedImage image) {
      calls.add("cleanup");
    }

    @Override
    public void unload(Slot slot) {
      calls.add("unload");
    }

    @Override
    public ShutdownOutcome shutdown(Slot slot, ShutdownMode mode) {
      calls.add("shutdown");
      return ShutdownOutcome.READY;
    }

    @Override
    public ExecutionReport execute(Slot slot) {
      calls.add("execute " + slot.label());
      return new ExecutionReport("simulated", checks, 7, 4_202_496, Duration.ofMillis(5));
    }

    @Override
    public MachineStatus status() {
      return new MachineStatus(Set.of(), Map.of());
    }
  }

  private final class Prepared extends PreparedImage {

    Prepared(MachineKexec machine, Plan plan) {
      super(machine, plan);
    }

    @Override
    protected LoadedImage handOver(String attempted) throws KexecException {
      calls.add("load");
      if (refuses) {
        throw new KexecException(new Fault("full", "loading", "it is full", "Empty it."));
      }
      return new LoadedImage(LoadMethod.SEGMENTS, plan().commandLine(), Optional.empty());
    }

    @Override
    protected void release(boolean isLoaded) {}
  }
}
