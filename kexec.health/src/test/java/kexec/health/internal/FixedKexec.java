package kexec.health.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.Backend;
import kexec.api.Inspection;
import kexec.api.Kexec;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.ShutdownMode;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.rehearse.Rehearser;

/** A core in a fixed state. What would change it is not supported. */
final class FixedKexec implements Kexec {

  final List<Backend> backends = new ArrayList<>();
  final List<SlotStatus> slots = new ArrayList<>();
  final List<Finding> findings = new ArrayList<>();

  /** Why nothing can be told; null if it can. */
  KexecException failure;

  @Override
  public List<Backend> backends() {
    return List.copyOf(backends);
  }

  @Override
  public List<SlotStatus> status() throws KexecException {
    if (failure != null) {
      throw failure;
    }
    return List.copyOf(slots);
  }

  @Override
  public List<Finding> explain(Slot slot, Optional<String> machine) throws KexecException {
    if (failure != null) {
      throw failure;
    }
    return List.copyOf(findings);
  }

  @Override
  public Plan plan(PlanRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Inspection inspect(Path file) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Plan load(PlanRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Plan load(PlanRequest request, Rehearser rehearser) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean unload(Slot slot, Optional<String> machine) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<ExecutionReport> execute(Slot slot, Optional<String> machine, ShutdownMode mode) {
    throw new UnsupportedOperationException();
  }

  @Override
  public MemoryMap memoryMap(Optional<String> machine) {
    throw new UnsupportedOperationException();
  }
}
