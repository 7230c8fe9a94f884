package kexec.sim.internal.machine;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import kexec.api.fault.Attempt;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.Admission;
import kexec.api.machine.CrashNotes;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.LoadedImage;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineStatus;
import kexec.api.machine.PreparedImage;
import kexec.api.machine.ReceiverRules;
import kexec.api.machine.ShutdownMode;
import kexec.api.machine.ShutdownOutcome;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.sim.internal.fault.FaultStep;
import kexec.sim.internal.fault.Faults;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.machine.Stager.Staged;
import kexec.sim.internal.memory.SimMemory;
import kexec.sim.internal.memory.SparseMemory;
import kexec.sim.internal.store.ImageStore;
import kexec.sim.internal.store.StoredImage;
import kexec.sim.internal.store.StoredImage.Damaged;
import kexec.sim.internal.store.StoredImage.Present;

/**
 * The receiver of a simulated machine. Its state is only in its store, which others may share; this
 * object remembers only the memory of its own images.
 */
public final class SimMachine implements MachineKexec {

  /** Linux's limit ({@code KEXEC_SEGMENT_MAX}). */
  private static final int MAX_SEGMENTS = 16;

  private final String receiver;
  private final SimMemory memory;
  private final ImageStore store;
  private final Faults faults;
  private final List<EntryRunner> runners;
  private final Map<Slot, SimPrepared> held = new ConcurrentHashMap<>();
  private final AtomicLong boots = new AtomicLong();

  /**
   * Creates a receiver.
   *
   * @param receiver its name
   * @param memory the machine's memory
   * @param store the store of its images
   * @param faults the faults to inject
   * @param runners the supported processors
   */
  public SimMachine(
      String receiver,
      SimMemory memory,
      ImageStore store,
      Faults faults,
      List<EntryRunner> runners) {
    this.receiver = receiver;
    this.memory = memory;
    this.store = store;
    this.faults = faults;
    this.runners = List.copyOf(runners);
  }

  @Override
  public String receiver() {
    return receiver;
  }

  @Override
  public ReceiverRules rules() throws KexecException {
    faults.pass(FaultStep.RULES, "asking " + receiver + " for its rules");
    return currentRules();
  }

  private ReceiverRules currentRules() {
    ReceiverRules.Builder rules = ReceiverRules.builder().maxSegments(MAX_SEGMENTS);
    memory.sourceLimit().ifPresent(rules::sourceLimit);
    return rules.build();
  }

  @Override
  public List<Finding> check(Plan plan) {
    return Stager.check(plan, plan.memory());
  }

  /** What the machine was told to do, and whether a crash image has a place. */
  @Override
  public List<Finding> obstacles(Slot slot) throws KexecException {
    List<Finding> findings = new ArrayList<>(faults.findings());
    if (slot == Slot.CRASH) {
      findings.add(
          memory
              .memoryMap()
              .crashRegion()
              .map(region -> Finding.info("crash-region", "the crash region is " + region))
              .orElseGet(
                  () ->
                      Finding.error(
                          "crash-region-missing",
                          "no memory of the simulated machine is reserved for a crash kernel",
                          "Give the machine a memory map with a crash region.")));
    }
    return findings;
  }

  @Override
  public CrashNotes crashNotes() {
    return memory.crashNotes();
  }

  @Override
  public PreparedImage prepare(Plan plan) throws KexecException {
    return prepare(plan, ProgressListener.NONE);
  }

  @Override
  public PreparedImage prepare(Plan plan, ProgressListener progress) throws KexecException {
    String attempted = "preparing the " + plan + " for " + receiver;
    faults.pass(FaultStep.PREPARE, attempted);
    long boot = boots.get();
    ReceiverRules rules = currentRules();
    MemoryMap now = memory.memoryMap();
    Admission.require(plan, rules, now, Stager.check(plan, now), attempted);
    Stager.verify(plan, attempted, progress);
    Staged staged = new Stager(memory, rules.sourceLimit()).stage(plan);
    return new SimPrepared(this, plan, staged, boot);
  }

  LoadedImage load(SimPrepared prepared, String attempted) throws KexecException {
    Plan plan = prepared.plan();
    String id = locked(plan.slot(), attempted, () -> loadAlone(prepared, attempted));
    return new LoadedImage(plan.methods().get(0), plan.commandLine(), Optional.of(id));
  }

  /** Excludes other processes that use the same store from the slot. */
  private <T> T locked(Slot slot, String attempted, Attempt<T> work) throws KexecException {
    Runnable release = store.lock(slot, attempted);
    try {
      return work.run();
    } finally {
      release.run();
    }
  }

  private String loadAlone(SimPrepared prepared, String attempted) throws KexecException {
    faults.pass(FaultStep.LOAD, attempted);
    if (prepared.boots() != boots.get()) {
      throw new KexecException(
          new Fault(
              "image-stale",
              attempted,
              "another kernel was started since the image was prepared",
              "Prepare it again."));
    }
    return commit(prepared, attempted);
  }

  /** Loads an image as Linux does, which frees a crash image before it loads another one. */
  private String commit(SimPrepared prepared, String attempted) throws KexecException {
    if (prepared.plan().slot() == Slot.DEFAULT) {
      return exchange(prepared, attempted);
    }
    boolean wasLoaded = store.find(Slot.CRASH) instanceof Present;
    store.remove(Slot.CRASH);
    release(Slot.CRASH);
    CrashRegionWriter writer = new CrashRegionWriter(memory);
    boolean complete = false;
    try {
      if (prepared.pages() == null) {
        write(writer, prepared.plan());
      }
      String id = exchange(prepared, attempted);
      complete = true;
      return id;
    } catch (KexecException e) {
      throw wasLoaded ? withImageLost(e) : e;
    } finally {
      if (!complete) {
        writer.clear();
      }
    }
  }

  private static KexecException withImageLost(KexecException refusal) {
    Fault fault = refusal.fault();
    return new KexecException(
        new Fault(
            fault.code(),
            fault.attempted(),
            fault.cause()
                + "; the crash image that was loaded before is gone, because the simulated machine"
                + " frees it before it takes another one, as Linux does",
            fault.cure() + " Until an image is loaded again, a crash starts no kernel."),
        refusal);
  }

  /** Replaces the slot's content at once, or leaves it unchanged. */
  private String exchange(SimPrepared prepared, String attempted) throws KexecException {
    faults.pass(FaultStep.COMMIT, attempted);
    Image image = prepared.image();
    String id;
    try {
      id = store.put(image, memory.contents());
    } catch (InternalError e) {
      throw content(prepared.plan()).unreadable(e);
    }
    SimPrepared before = held.put(image.slot(), prepared);
    if (before != null) {
      before.free(memory.contents());
    }
    return id;
  }

  private static void write(CrashRegionWriter writer, Plan plan) throws KexecException {
    try {
      writer.write(plan);
    } catch (InternalError e) {
      throw content(plan).unreadable(e);
    }
  }

  @Override
  public void unload(Slot slot) throws KexecException {
    String attempted = "unloading the " + slot.label() + " image of " + receiver;
    locked(
        slot,
        attempted,
        () -> {
          faults.pass(FaultStep.UNLOAD, attempted);
          store.remove(slot);
          return release(slot);
        });
  }

  @Override
  public ShutdownOutcome shutdown(Slot slot, ShutdownMode mode) throws KexecException {
    faults.pass(FaultStep.SHUTDOWN, "shutting " + receiver + " down");
    return ShutdownOutcome.READY;
  }

  @Override
  public ExecutionReport execute(Slot slot) throws KexecException {
    return execute(slot, ProgressListener.NONE);
  }

  @Override
  public ExecutionReport execute(Slot slot, ProgressListener progress) throws KexecException {
    String attempted = "executing the " + slot.label() + " image of " + receiver;
    // A new kernel has neither image, so both slots are locked.
    return locked(
        Slot.DEFAULT,
        attempted,
        () -> locked(Slot.CRASH, attempted, () -> executeAlone(slot, attempted, progress)));
  }

  private ExecutionReport executeAlone(Slot slot, String attempted, ProgressListener progress)
      throws KexecException {
    faults.pass(FaultStep.EXECUTE, attempted);
    Present present = requirePresent(slot, attempted);
    SparseMemory started = store.memory(present);
    ExecutionReport report = run(present, started, attempted, progress);
    boots.incrementAndGet();
    for (Slot each : Slot.values()) {
      store.remove(each);
      release(each);
    }
    if (started == memory.contents()) {
      memory.forgetUnallocated(present.image().footprint());
    }
    return report;
  }

  /** The content is still in the image's files, which may have changed since the load. */
  private ExecutionReport run(
      Present present, SparseMemory started, String attempted, ProgressListener progress)
      throws KexecException {
    SimPrepared own = held.get(present.image().slot());
    try {
      return new ImageRun(
              receiver, present.image(), started, memory.memoryMap().ram(), faults, runners)
          .run(progress);
    } catch (InternalError e) {
      if (own != null && started == memory.contents()) {
        throw content(own.plan()).unreadable(e);
      }
      throw new KexecException(
          new Fault(
              "image-damaged",
              attempted,
              "the file with its pages in %s cannot be read to its end".formatted(store.place()),
              "Unload it, then load it again."),
          e);
    }
  }

  private static SegmentData content(Plan plan) {
    return SegmentData.concat(plan.segments().stream().map(Segment::data).toList());
  }

  private Present requirePresent(Slot slot, String attempted) throws KexecException {
    StoredImage found = store.find(slot);
    if (found instanceof Present present) {
      return present;
    }
    boolean damaged = found instanceof Damaged;
    String cause = found instanceof Damaged d ? d.reason() : "the slot holds no image";
    throw new KexecException(
        new Fault(
            damaged ? "image-damaged" : "nothing-loaded",
            attempted,
            cause,
            damaged ? "Unload it, then load it again." : "Load an image first."));
  }

  @Override
  public MachineStatus status() throws KexecException {
    faults.pass(FaultStep.STATUS, "asking " + receiver + " what it holds");
    EnumSet<Slot> loaded = EnumSet.noneOf(Slot.class);
    Map<Slot, String> identities = new EnumMap<>(Slot.class);
    Map<String, String> details = new LinkedHashMap<>();
    details.put("kept in", store.place());
    details.put("pages allocated", Long.toString(memory.allocatedPages()));
    for (Slot slot : Slot.values()) {
      StoredImage found = store.find(slot);
      if (found instanceof Present present) {
        loaded.add(slot);
        identities.put(slot, present.id());
        details.put(slot.label() + " image", describe(present.image()));
      } else if (found instanceof Damaged damaged) {
        details.put(slot.label() + " image", "damaged, not loaded: " + damaged.reason());
      }
    }
    return new MachineStatus(loaded, identities, details);
  }

  private static String describe(Image image) {
    return "%s segments, %s bytes, entry %s"
        .formatted(image.segments().size(), image.footprint().size(), image.entry().entry());
  }

  /** Releases the memory of all images and of the machine itself; data in files is kept. */
  public void close() {
    for (Slot slot : Slot.values()) {
      release(slot);
    }
  }

  /** Releases the memory of this object's own image. */
  private boolean release(Slot slot) {
    SimPrepared before = held.remove(slot);
    if (before != null) {
      before.free(memory.contents());
    }
    return before != null;
  }
}
