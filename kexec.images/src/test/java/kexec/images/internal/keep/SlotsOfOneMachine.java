package kexec.images.internal.keep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.ShutdownMode;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.Architecture;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.rehearse.Rehearser;

/**
 * The two slots of one machine, as the core keeps them: a load that is refused leaves what was
 * there, an image is wanted until it is unloaded, and a file that changes is told. A kernel file
 * that begins with "bad" is refused.
 */
public final class SlotsOfOneMachine implements Kexec {

  static final String MACHINE = "linux";

  private final Clock clock;
  private final Map<Slot, Held> held = new EnumMap<>(Slot.class);

  /** The requests that were loaded, in order. */
  final List<PlanRequest> loads = new ArrayList<>();

  /** Every attempt, refused or not. */
  int attempts;

  boolean present = true;

  /** Whether the slot of a crash image was ever empty after it had been loaded. */
  boolean disarmed;

  private record Held(
      PlanRequest request,
      List<FileStamp> files,
      WantedImage wanted,
      boolean loaded,
      boolean known) {}

  /**
   * Creates empty slots.
   *
   * @param clock the time of what is loaded
   */
  public SlotsOfOneMachine(Clock clock) {
    this.clock = clock;
  }

  /** Another program empties a slot: the image is still wanted. */
  void lose(Slot slot) {
    held.computeIfPresent(
        slot, (key, old) -> new Held(old.request(), old.files(), old.wanted(), false, old.known()));
  }

  /** Another program loads its own image. */
  void foreign(Slot slot) {
    PlanRequest nothing = PlanRequest.of(Path.of("/")).slot(slot).build();
    WantedImage none =
        new WantedImage(nothing, clock.instant(), Optional.empty(), Optional.empty());
    held.put(slot, new Held(nothing, List.of(), none, true, false));
  }

  /** The kernel and command line that are loaded, or empty. */
  Optional<PlanRequest> loaded(Slot slot) {
    return Optional.ofNullable(held.get(slot)).filter(Held::loaded).map(Held::request);
  }

  @Override
  public Plan load(PlanRequest request) throws KexecException {
    attempts++;
    if (!present) {
      throw new NoMachineException(
          new Fault("machine-missing", "loading", "there is no machine", "Start one."));
    }
    Plan plan = plan(request);
    List<FileStamp> files =
        new WantedRequest(request, List.of()).files().stream().map(FileStamp::of).toList();
    loads.add(request);
    WantedImage wanted =
        new WantedImage(request, clock.instant(), Optional.empty(), Optional.empty());
    held.put(request.slot(), new Held(request, files, wanted, true, true));
    return plan;
  }

  @Override
  public Plan load(PlanRequest request, Rehearser rehearser) throws KexecException {
    attempts++;
    throw new KexecException(
        new Fault("rehearsal-failed", "loading", "it did not boot", "Rehearse it alone."));
  }

  @Override
  public Plan plan(PlanRequest request) throws KexecException {
    for (Path file : new WantedRequest(request, List.of()).files()) {
      try {
        if (Files.readString(file).startsWith("bad")) {
          throw new BadFileException(
              new Fault("file-bad", "planning " + file, "it is no kernel", "Take another one."));
        }
      } catch (IOException e) {
        throw new BadFileException(
            new Fault("file-absent", "reading " + file, "it is not there", "Check the path."), e);
      }
    }
    return Plan.builder()
        .slot(request.slot())
        .machine(MACHINE)
        .kernel(
            request.kernel(),
            4096,
            new KernelFacts("bzImage", Architecture.X86_64, Optional.empty(), 2047, Map.of()))
        .build();
  }

  @Override
  public boolean unload(Slot slot, Optional<String> machine) {
    disarmed |= slot == Slot.CRASH;
    return held.remove(slot) != null;
  }

  @Override
  public List<SlotStatus> status() {
    if (!present) {
      return List.of();
    }
    List<SlotStatus> all = new ArrayList<>();
    for (Slot slot : Slot.values()) {
      all.add(status(slot, Optional.ofNullable(held.get(slot))));
    }
    return all;
  }

  private SlotStatus status(Slot slot, Optional<Held> there) {
    boolean loaded = there.filter(Held::loaded).isPresent();
    Optional<Held> ours = there.filter(Held::known);
    return new SlotStatus(
        slot,
        MACHINE,
        "linux-1",
        loaded,
        ours.filter(image -> loaded).map(SlotsOfOneMachine::record),
        false,
        ours.filter(image -> loaded).map(SlotsOfOneMachine::changes),
        ours.map(image -> loaded ? image.wanted() : lost(image.wanted())),
        Optional.empty());
  }

  private WantedImage lost(WantedImage wanted) {
    return new WantedImage(
        wanted.request(),
        wanted.since(),
        Optional.of(
            new WantedImage.Loss(clock.instant(), "another program took it", 0, Optional.empty())),
        wanted.rehearsal());
  }

  private static ImageRecord record(Held image) {
    return new ImageRecord(
        image.request().kernel(),
        image.request().initrds(),
        image.request().commandLine(),
        4096,
        3,
        image.wanted().since(),
        Optional.of(LoadMethod.SEGMENTS),
        Optional.empty());
  }

  private static ImageChanges changes(Held image) {
    boolean same = image.files().stream().allMatch(file -> FileStamp.of(file.path()).equals(file));
    return new ImageChanges(
        same ? Answer.UNCHANGED : Answer.CHANGED, Answer.UNCHANGED, Answer.UNCHANGED, List.of());
  }

  @Override
  public List<Backend> backends() {
    return present
        ? List.of(
            new Backend(
                Backend.Kind.MACHINE, MACHINE, "x86_64", "none", 0, "kexec.test", true, "best"))
        : List.of();
  }

  @Override
  public Inspection inspect(Path file) {
    throw new UnsupportedOperationException("a keeper inspects nothing");
  }

  @Override
  public Optional<ExecutionReport> execute(Slot slot, Optional<String> machine, ShutdownMode mode) {
    throw new UnsupportedOperationException("a keeper starts nothing");
  }

  @Override
  public List<Finding> explain(Slot slot, Optional<String> machine) {
    throw new UnsupportedOperationException("a keeper asks for no explanation");
  }

  @Override
  public MemoryMap memoryMap(Optional<String> machine) {
    throw new UnsupportedOperationException("a keeper reads no memory map");
  }
}
