package kexec.core.internal.failure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import kexec.api.memory.MemoryMap;
import kexec.api.plan.Architecture;
import kexec.api.plan.FileLease;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.linux.sys.Steps;
import kexec.linux.sys.Steps.Failure;

/**
 * The least machine whose calls fail: it stages an image in one allocation, and frees a crash image
 * before it loads another one. It can have a defect, which a test is to find.
 */
final class PlainHost implements FailingHost, MachineKexec {

  /** What is wrong with it. */
  enum Defect {
    NONE,
    /** What was staged is not freed after a refused load. */
    KEEPS_MEMORY,
    /** A crash image that was freed is still reported. */
    REPORTS_WHAT_IS_GONE,
    /** A refusal is an exception that nobody expects. */
    THROWS_UNCHECKED,
    /** A refusal has a code that is not documented. */
    HAS_OTHER_CODES,
    /** A default image is freed although it need not be. */
    FREES_EVERYTHING,
    /** What is wanted is deleted. */
    DELETES_WISHES,
    /** After one refusal it takes no image any more. */
    REFUSES_FOREVER
  }

  private static final KernelFacts FACTS =
      new KernelFacts("plain", Architecture.X86_64, Optional.empty(), 100, Map.of());

  private static final List<Failure> WAYS =
      List.of(new Failure("ENOMEM", 12, false), new Failure("EPERM", 1, false));

  private static final Failure LATE = new Failure("ENOMEM", 12, true);

  private final Path directory;
  private final Steps steps;
  private final Defect defect;
  private final Map<Slot, Integer> held = new EnumMap<>(Slot.class);
  private final EnumSet<Slot> phantoms = EnumSet.noneOf(Slot.class);
  private int taken;
  private boolean isRefusing;

  PlainHost(Path directory, Steps steps, Defect defect) {
    this.directory = directory;
    this.steps = steps;
    this.defect = defect;
  }

  private final class Staged extends PreparedImage {

    Staged(Plan plan) {
      super(PlainHost.this, plan);
    }

    @Override
    protected LoadedImage handOver(String attempted) throws KexecException {
      return take(plan());
    }

    @Override
    protected void release(boolean isLoaded) {
      if (isLoaded || defect != Defect.KEEPS_MEMORY) {
        taken--;
      }
    }
  }

  private Optional<Failure> step(String name) throws KexecException {
    Optional<Failure> failure = steps.next(name);
    if (failure.filter(how -> !how.isLate()).isPresent()) {
      throw refused(name, failure.get());
    }
    return failure;
  }

  private KexecException refused(String name, Failure failure) {
    if (defect == Defect.THROWS_UNCHECKED) {
      throw new IllegalStateException(name);
    }
    isRefusing = defect == Defect.REFUSES_FOREVER;
    if (defect == Defect.DELETES_WISHES) {
      deleteWishes();
    }
    String code = defect == Defect.HAS_OTHER_CODES ? "not-written-down" : "system-call-failed";
    return new KexecException(new Fault(code, name, "it fails with " + failure, "Try again."));
  }

  private void deleteWishes() {
    try (DirectoryStream<Path> wishes =
        Files.newDirectoryStream(directory.resolveSibling("records"), "*.wanted")) {
      for (Path wish : wishes) {
        Files.delete(wish);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private LoadedImage take(Plan plan) throws KexecException {
    Slot slot = plan.slot();
    if (isRefusing) {
      throw refused("load", LATE);
    }
    if (defect == Defect.FREES_EVERYTHING) {
      held.remove(slot);
    }
    if (step("load").isPresent()) {
      if (slot == Slot.CRASH && held.remove(slot) != null) {
        phantoms.add(slot);
      }
      throw refused("load", LATE);
    }
    phantoms.remove(slot);
    held.put(slot, FailingWorld.variant(plan.commandLine()));
    return new LoadedImage(LoadMethod.SEGMENTS, plan.commandLine(), Optional.empty());
  }

  @Override
  public String receiver() {
    return "plain";
  }

  @Override
  public boolean isSuccessorOf(String other) {
    return false;
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
  public PreparedImage prepare(Plan plan) throws KexecException {
    step("allocate");
    taken++;
    return new Staged(plan);
  }

  @Override
  public void unload(Slot slot) throws KexecException {
    step("unload");
    held.remove(slot);
    phantoms.remove(slot);
  }

  @Override
  public ShutdownOutcome shutdown(Slot slot, ShutdownMode mode) throws KexecException {
    step("shut down");
    return ShutdownOutcome.READY;
  }

  @Override
  public ExecutionReport execute(Slot slot) throws KexecException {
    step("start");
    throw refused("start", LATE);
  }

  @Override
  public MachineStatus status() throws KexecException {
    step("status");
    EnumSet<Slot> loaded = EnumSet.noneOf(Slot.class);
    loaded.addAll(held.keySet());
    if (defect == Defect.REPORTS_WHAT_IS_GONE) {
      loaded.addAll(phantoms);
    }
    return new MachineStatus(loaded, Map.of());
  }

  @Override
  public MemoryOps memory() {
    return () -> MemoryMap.of(List.of());
  }

  @Override
  public MachineKexec machine() {
    return this;
  }

  @Override
  public Plan plan(Slot slot, int variant, FileLease.Source leases) {
    return Plan.builder().machine("plain").kernel(Path.of("kernel"), 1, FACTS).build();
  }

  @Override
  public int held(Slot slot) {
    return held.getOrDefault(slot, NOTHING);
  }

  @Override
  public void empty(Slot slot) {
    held.remove(slot);
  }

  @Override
  public void changeHardware() {
    // The upkeep is told that it has changed.
  }

  @Override
  public long taken() {
    return taken;
  }

  @Override
  public boolean mayLose(Slot slot, Steps all) {
    return slot == Slot.CRASH && all.hasFailedLate();
  }

  @Override
  public boolean isDecisive(String call) {
    return call.equals("load") || call.equals("unload");
  }

  @Override
  public List<Failure> failures(String call) {
    List<Failure> ofFiles = FailingFiles.failures(call);
    if (!ofFiles.isEmpty()) {
      return ofFiles;
    }
    return call.equals("load") ? List.of(WAYS.get(0), WAYS.get(1), LATE) : WAYS;
  }
}
