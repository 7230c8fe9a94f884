package kexec.webconsole.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import kexec.api.Backend;
import kexec.api.ImageRecord;
import kexec.api.Inspection;
import kexec.api.Kexec;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.fault.NoMachineException;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.ShutdownMode;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Plan;
import kexec.api.plan.PlanRefusedException;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.rehearse.Rehearser;

/** A {@link Kexec} with one machine, whose kernels are any files that do not contain "bad". */
final class OneSlotKexec implements Kexec {

  static final String MACHINE = "<b>machine</b>";

  final List<PlanRequest> loaded = new ArrayList<>();
  final List<Finding> obstacles = new ArrayList<>();
  Callable<?> beforeLoad = () -> "";
  private Optional<Plan> image = Optional.empty();

  @Override
  public Plan plan(PlanRequest request) throws KexecException {
    if (!request.machine().orElse(MACHINE).equals(MACHINE)) {
      throw new NoMachineException(
          new Fault("machine-absent", "planning", "there is no such machine", "Name another."));
    }
    byte[] content = content(request.kernel());
    SegmentData data = SegmentData.ofBytes(content);
    Plan plan =
        Plan.builder()
            .slot(request.slot())
            .machine(MACHINE)
            .kernel(
                request.kernel(),
                content.length,
                new KernelFacts(
                    "text", Architecture.X86_64, Optional.of("1.0 ${appRoot}"), 255, Map.of()))
            .commandLine(request.commandLine())
            .entry(new EntryState(new MachineAddress(0x1000), new MachineAddress(0x1000), Map.of()))
            .segments(
                List.of(
                    new Segment(
                        SegmentRole.KERNEL, Range.machine(0x1000, 0x2000), data, data.digest())))
            .build();
    if (new String(content, StandardCharsets.ISO_8859_1).contains("bad")) {
      List<Finding> findings = List.of(Finding.error("kernel-bad", "it is <bad>", "Take another."));
      throw new PlanRefusedException(
          "planning", findings, plan.toBuilder().findings(findings).build());
    }
    return plan;
  }

  private static byte[] content(Path file) throws KexecException {
    if (!Files.isRegularFile(file)) {
      throw new BadFileException(
          new Fault("file-absent", "reading " + file, "there is no such file", "Check the path."));
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Plan load(PlanRequest request) throws KexecException {
    try {
      beforeLoad.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    Plan plan = plan(request);
    loaded.add(request);
    image = Optional.of(plan);
    return plan;
  }

  @Override
  public boolean unload(Slot slot, Optional<String> machine) {
    boolean held = image.filter(plan -> plan.slot() == slot).isPresent();
    image = image.filter(plan -> plan.slot() != slot);
    return held;
  }

  @Override
  public List<SlotStatus> status() {
    return List.of(status(Slot.DEFAULT), status(Slot.CRASH));
  }

  private SlotStatus status(Slot slot) {
    Optional<Plan> here = image.filter(plan -> plan.slot() == slot);
    return new SlotStatus(
        slot,
        MACHINE,
        "receiver",
        here.isPresent(),
        here.map(OneSlotKexec::recorded),
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static ImageRecord recorded(Plan plan) {
    return new ImageRecord(
        plan.kernelPath(),
        List.of(),
        plan.commandLine(),
        plan.kernelBytes(),
        plan.segments().size(),
        Instant.EPOCH,
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public List<Finding> explain(Slot slot, Optional<String> machine) {
    return List.copyOf(obstacles);
  }

  @Override
  public List<Backend> backends() {
    return List.of(
        new Backend(
            Backend.Kind.MACHINE, MACHINE, "x86_64", "none", 0, "bundle", true, "the only one"));
  }

  @Override
  public Plan load(PlanRequest request, Rehearser rehearser) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Inspection inspect(Path file) {
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
