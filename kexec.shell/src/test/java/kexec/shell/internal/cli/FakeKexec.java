package kexec.shell.internal.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import kexec.api.Backend;
import kexec.api.ImageChanges;
import kexec.api.ImageChanges.Answer;
import kexec.api.ImageRecord;
import kexec.api.Inspection;
import kexec.api.Kexec;
import kexec.api.PlanRequest;
import kexec.api.SlotStatus;
import kexec.api.WantedImage;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.fault.NoMachineException;
import kexec.api.fault.NotPermittedException;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.ExecutionReport.Check;
import kexec.api.machine.ShutdownMode;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.PlanRefusedException;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalVerdict;
import kexec.api.rehearse.Rehearser;

/**
 * A core that plans one kernel and has two slots. Its behavior depends on the kernel's name: {@code
 * refused}, {@code foreign}, {@code absent} and {@code forbidden} each fail differently.
 */
public final class FakeKexec implements Kexec {

  public final List<PlanRequest> requests = new ArrayList<>();
  public final Set<Slot> loaded = EnumSet.noneOf(Slot.class);
  public final List<String> machines = new ArrayList<>();
  public final List<ShutdownMode> modes = new ArrayList<>();
  public boolean permitted = true;
  public boolean present = true;

  /** Whether the receiver identifies its image. */
  public boolean confirmed = true;

  /** Why the wanted image of the crash slot is not loaded. */
  public Optional<WantedImage.Loss> loss = Optional.empty();

  /** The rehearsal of the image in the default slot. */
  public Optional<RehearsalVerdict> rehearsal = Optional.empty();

  /** The rehearsal of the image that a user loaded there, if it is wanted. */
  public Optional<RehearsalVerdict> before = Optional.empty();

  /** What has changed since the image in the default slot was loaded. */
  public ImageChanges changes =
      new ImageChanges(Answer.UNCHANGED, Answer.UNCHANGED, Answer.UNCHANGED, List.of());

  /** What the machine tells before a load. */
  public List<Finding> obstacles = List.of(Finding.info("machine-present", "the machine is there"));

  /** Whether there is also a machine that is used only when it is named, and has an image. */
  public boolean spare;

  public boolean spareLoaded;

  /** Told before a plan is made or refused. */
  public Consumer<ProgressListener> work = progress -> {};

  @Override
  public Plan plan(PlanRequest request, ProgressListener progress) throws KexecException {
    work.accept(progress);
    return plan(request);
  }

  @Override
  public Plan load(PlanRequest request, Optional<Rehearser> rehearser, ProgressListener progress)
      throws KexecException {
    work.accept(progress);
    return rehearser.isPresent() ? load(request, rehearser.get()) : load(request);
  }

  @Override
  public Plan plan(PlanRequest request) throws KexecException {
    requests.add(request);
    Plan plan =
        SamplePlans.plan().toBuilder()
            .slot(request.slot())
            .machine(request.memoryMap().isPresent() ? null : request.machine().orElse("linux"))
            .memory(request.memoryMap().orElse(SamplePlans.MEMORY))
            .kernel(request.kernel(), 5000, SamplePlans.facts())
            .commandLine(request.commandLine())
            .build();
    List<Finding> errors =
        List.of(
            Finding.error("no-room", "there is no room", "Make room."),
            Finding.error("too-long", "the line is too long", "Shorten it."),
            Finding.warning("old-kernel", "the kernel is old", "Take a newer one."));
    switch (request.kernel().getFileName().toString()) {
      case "refused" -> {
        Plan draft = plan.toBuilder().entry(null).findings(errors).build();
        throw new PlanRefusedException("planning " + request.kernel(), errors, draft);
      }
      case "foreign" ->
          throw new PlanRefusedException("planning " + request.kernel(), errors, null);
      case "absent" ->
          throw new BadFileException(
              new Fault(
                  "file-absent", "reading absent", "there is no such file", "Check the path."));
      case "unsigned" -> {
        return plan.toBuilder()
            .findings(
                List.of(
                    Finding.warning(
                        "policy-signature-missing", "the policy does not allow it", "Sign it.")))
            .build();
      }
      case "forbidden" -> throw forbidden("reading forbidden");
      default -> {
        return plan;
      }
    }
  }

  private static NotPermittedException forbidden(String attempted) {
    return new NotPermittedException(
        new Fault("not-root", attempted, "this user may not", "Run as root."));
  }

  @Override
  public Inspection inspect(Path file) throws KexecException {
    if (file.toString().equals("absent")) {
      plan(PlanRequest.of(file).build());
    }
    boolean kernel = !file.toString().equals("foreign");
    return new Inspection(
        file,
        5000,
        kernel ? Optional.of("bzImage") : Optional.empty(),
        kernel ? Optional.of(SamplePlans.facts()) : Optional.empty(),
        kernel ? List.of() : List.of(Finding.error("cut", "it is cut short", "Copy it again.")),
        Map.of("elf", "no ELF magic", "arm64", "no ARM64 magic"));
  }

  @Override
  public Plan load(PlanRequest request) throws KexecException {
    if (!permitted) {
      throw forbidden("loading");
    }
    Plan plan = plan(request);
    loaded.add(request.slot());
    return plan;
  }

  @Override
  public Plan load(PlanRequest request, Rehearser rehearser) throws KexecException {
    if (!permitted) {
      throw forbidden("loading");
    }
    Plan plan = plan(request);
    RehearsalReport report = rehearser.rehearse(plan);
    if (!report.succeeded()) {
      throw new KexecException(
          new Fault("rehearsal-failed", "loading", report.ending(), "Rehearse it alone."));
    }
    rehearsal = Optional.of(report.verdict(Instant.EPOCH));
    loaded.add(request.slot());
    return plan;
  }

  @Override
  public boolean unload(Slot slot, Optional<String> machine) throws KexecException {
    if (!permitted) {
      throw forbidden("unloading");
    }
    machine.ifPresent(machines::add);
    return loaded.remove(slot);
  }

  @Override
  public Optional<ExecutionReport> execute(Slot slot, Optional<String> machine, ShutdownMode mode)
      throws KexecException {
    machine.ifPresent(machines::add);
    modes.add(mode);
    if (!loaded.contains(slot)) {
      throw new KexecException(
          new Fault("nothing-loaded", "executing", "nothing is loaded", "Load an image first."));
    }
    return Optional.of(
        new ExecutionReport(
            "linux", List.of(new Check("entry", true, "as planned")), 1, 2, Duration.ofMillis(3)));
  }

  @Override
  public List<SlotStatus> status() throws KexecException {
    if (!permitted) {
      throw forbidden("asking");
    }
    List<SlotStatus> all = new ArrayList<>();
    for (Slot slot : present ? Slot.values() : new Slot[0]) {
      boolean held = loaded.contains(slot);
      ImageRecord record =
          new ImageRecord(
              Path.of("/boot/vmlinuz"),
              List.of(Path.of("/i")),
              "ro",
              4096,
              3,
              Instant.EPOCH,
              Optional.of(LoadMethod.SEGMENTS),
              rehearsal);
      all.add(
          new SlotStatus(
              slot,
              "linux",
              "linux-kernel",
              held,
              held && slot == Slot.DEFAULT ? Optional.of(record) : Optional.empty(),
              confirmed && held && slot == Slot.DEFAULT,
              held && slot == Slot.DEFAULT ? Optional.of(changes) : Optional.empty(),
              slot == Slot.CRASH ? lost() : wanted(),
              held ? Optional.empty() : Optional.of("could not be moved")));
    }
    if (spare) {
      all.add(
          new SlotStatus(
              Slot.DEFAULT,
              "spare",
              "spare-0",
              spareLoaded,
              Optional.empty(),
              false,
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));
    }
    return all;
  }

  private Optional<WantedImage> wanted() {
    return before.map(
        verdict ->
            new WantedImage(
                PlanRequest.of(Path.of("/boot/vmlinuz")).build(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.of(verdict)));
  }

  private Optional<WantedImage> lost() {
    PlanRequest request = PlanRequest.of(Path.of("/boot/kdump")).slot(Slot.CRASH).build();
    return loss.map(
        lost -> new WantedImage(request, Instant.EPOCH, Optional.of(lost), Optional.empty()));
  }

  @Override
  public List<Finding> explain(Slot slot, Optional<String> machine) {
    return obstacles;
  }

  @Override
  public MemoryMap memoryMap(Optional<String> machine) throws KexecException {
    if (!present) {
      throw new NoMachineException(
          new Fault("machine-missing", "reading memory", "there is no machine", "Start one."));
    }
    return SamplePlans.MEMORY;
  }

  @Override
  public List<Backend> backends() {
    return present
        ? List.of(
            new Backend(
                Backend.Kind.MACHINE,
                "linux",
                "x86_64",
                "none",
                10,
                "kexec.baremetal",
                true,
                "best"),
            new Backend(
                Backend.Kind.ABSENT_MACHINE,
                "other",
                "x86_64",
                "other",
                0,
                "kexec.other",
                false,
                "its library is not there"),
            new Backend(
                Backend.Kind.PROTOCOL, "elf", "x86_64", "", 0, "kexec.x86", false, "not asked for"))
        : List.of();
  }
}
