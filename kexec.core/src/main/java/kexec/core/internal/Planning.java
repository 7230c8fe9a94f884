package kexec.core.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import kexec.api.Inspection;
import kexec.api.PlanRequest;
import kexec.api.boot.BootProtocol;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.fault.NoMachineException;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.FileLease;
import kexec.api.plan.MappedFile;
import kexec.api.plan.Plan;
import kexec.api.plan.SegmentData;
import kexec.api.progress.ProgressListener;
import kexec.core.internal.machine.Machine;
import kexec.core.internal.plan.Planner;
import kexec.core.internal.plan.Recogniser;
import kexec.core.internal.plan.Target;
import kexec.core.internal.policy.PolicyFiles;
import kexec.core.internal.policy.PolicyGate;
import kexec.core.internal.slot.Candidates;

/** Selects the target of a plan and creates the plan with the available protocols. */
final class Planning {

  private final Candidates candidates;
  private final Supplier<List<BootProtocol>> protocols;
  private final PolicyFiles policies;

  /**
   * Creates a planning.
   *
   * @param candidates the available machines
   * @param protocols the available boot protocols, best first
   * @param policies what may be loaded, for warnings
   */
  Planning(Candidates candidates, Supplier<List<BootProtocol>> protocols, PolicyFiles policies) {
    this.candidates = candidates;
    this.protocols = protocols;
    this.policies = policies;
  }

  /**
   * {@return a loadable plan for the machine or the memory map of a request}
   *
   * @param request what to boot
   * @param progress told how much of the files is read
   * @throws KexecException if there is none
   */
  Plan plan(PlanRequest request, ProgressListener progress) throws KexecException {
    // What is planned for another machine's memory is not loaded here.
    PolicyGate gate = request.memoryMap().isPresent() ? PolicyGate.open() : policies.forPlan();
    return Planner.plan(
        request, target(request), protocols.get(), file -> Optional.empty(), gate, progress);
  }

  /**
   * {@return a loadable plan for a machine}
   *
   * @param request what to boot
   * @param machine the target
   * @param leases takes leases on the files before they are read
   * @param gate asked for everything that is loaded
   * @param progress told how much of the files is read
   * @throws KexecException if there is none
   */
  Plan plan(
      PlanRequest request,
      Machine machine,
      FileLease.Source leases,
      PolicyGate gate,
      ProgressListener progress)
      throws KexecException {
    return Planner.plan(
        request,
        machine.target(request.slot(), List.of()),
        protocols.get(),
        leases,
        gate,
        progress);
  }

  private Target target(PlanRequest request) throws KexecException {
    String attempted = "planning a " + request;
    Optional<MemoryMap> foreign = request.memoryMap();
    if (foreign.isPresent() && request.machine().isEmpty()) {
      return Target.bare(foreign.get(), request.architecture(), request.crashNotes());
    }
    if (request.machine().isPresent()) {
      Target target =
          candidates.choose(attempted, request.machine()).target(request.slot(), List.of());
      return foreign.map(target::withForeignMemory).orElse(target);
    }
    List<Machine> unnamed = candidates.unnamed();
    if (!unnamed.isEmpty()) {
      return unnamed.get(0).target(request.slot(), List.of());
    }
    return assumed(request, attempted);
  }

  /** Planning has no side effects, so it may use a machine that a load would have to name. */
  private Target assumed(PlanRequest request, String attempted) throws KexecException {
    List<Machine> any = candidates.all();
    if (any.isEmpty()) {
      throw new NoMachineException(
          new Fault(
              "memory-map-missing",
              attempted,
              "no machine is present whose memory the plan could be made for"
                  + candidates.lacking(),
              "Give a memory map (--memory-map=FILE), or start a bundle that provides a machine."));
    }
    Machine machine = any.get(0);
    return machine.target(
        request.slot(),
        List.of(
            Finding.warning(
                "machine-assumed",
                "no machine of this host is present: the plan is for machine " + machine.name(),
                "Name the machine with --machine=" + machine.name() + ", or give a memory map.")));
  }

  /**
   * {@return what a file is, according to every protocol}
   *
   * @param file the file
   * @throws KexecException if it cannot be read
   */
  Inspection inspect(Path file) throws KexecException {
    MappedFile mapped = MappedFile.open(file);
    PolicyGate gate = policies.forPlan();
    SegmentData usable = Planner.asked(mapped, () -> gate.executable("the file", mapped));
    Recogniser.Verdict verdict =
        Recogniser.ask(mapped, usable, protocols.get(), ProgressListener.NONE);
    List<Finding> problems = new ArrayList<>(gate.findings());
    problems.addAll(Planner.asked(mapped, () -> gate.signers(mapped)));
    if (verdict.kernel().isEmpty()) {
      problems.addAll(Recogniser.refusal(verdict));
    }
    return new Inspection(
        file,
        mapped.size(),
        verdict.kernel().map(kernel -> kernel.protocol().name()),
        verdict.kernel().map(Recogniser.Kernel::facts),
        problems,
        verdict.foreignTo());
  }
}
