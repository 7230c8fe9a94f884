package kexec.itest;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.Admission;
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
import kexec.api.memory.MemoryMapListing;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.Slot;

/**
 * A machine whose calls take long and fail at random, also with exceptions that none should throw
 * and those of a bundle that is being stopped do. What it refuses has changed nothing.
 */
final class StormyMachine implements MachineKexec, MemoryOps {

  static final MemoryMap MAP =
      MemoryMapListing.parse(
          "[0x0, 0x9fc00) ram; [0x100000, 0xbffdf000) ram; [0x100000000, 0x140000000) ram; "
              + "crash kernel [0x30000000, 0x40000000)");
  private static final int MOST_MILLIS = 20;

  private final StormyReceiver receiver;
  private final SplittableRandom random;
  private volatile boolean isStormy;

  StormyMachine(StormyReceiver receiver, long seed) {
    this.receiver = receiver;
    this.random = new SplittableRandom(seed);
  }

  /** Lets calls fail from now on, or not. */
  void storm(boolean on) {
    isStormy = on;
  }

  private void weather(String attempted) throws KexecException {
    int dice = isStormy ? roll(100) : 100;
    if (dice < 12) {
      sleep(roll(MOST_MILLIS));
    } else if (dice < 18) {
      throw new KexecException(
          new Fault("stormy", attempted, "it was told to fail at random", "Try again."));
    } else if (dice < 20) {
      throw new BusyException(
          new Fault("stormy-busy", attempted, "it was told to be busy at random", "Try again."));
    } else if (dice < 23) {
      throw new IllegalStateException("no machine should throw this: " + attempted);
    } else if (dice < 24) {
      throw new NoClassDefFoundError("no machine should throw this: " + attempted);
    }
  }

  private synchronized int roll(int bound) {
    return random.nextInt(bound);
  }

  private static void sleep(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public MemoryMap memoryMap() throws KexecException {
    weather("reading the memory map");
    return MAP;
  }

  @Override
  public String receiver() {
    return receiver.name();
  }

  @Override
  public ReceiverRules rules() throws KexecException {
    weather("reading the rules");
    return ReceiverRules.builder().build();
  }

  @Override
  public CrashNotes crashNotes() throws KexecException {
    weather("reading the crash notes");
    return CrashNotes.NONE;
  }

  @Override
  public PreparedImage prepare(Plan plan) throws KexecException {
    String attempted = "preparing the " + plan;
    weather(attempted);
    Admission.require(plan, ReceiverRules.builder().build(), MAP, List.of(), attempted);
    for (Segment segment : plan.segments()) {
      segment.requireContent(attempted);
    }
    return new Prepared(plan);
  }

  /** An image that is handed over as a text. */
  private final class Prepared extends PreparedImage {

    private Prepared(Plan plan) {
      super(StormyMachine.this, plan);
    }

    @Override
    protected LoadedImage handOver(String attempted) throws KexecException {
      weather(attempted);
      String identity = receiver.load(plan().slot(), plan().commandLine());
      return new LoadedImage(plan().methods().get(0), plan().commandLine(), Optional.of(identity));
    }

    @Override
    protected void release(boolean isLoaded) {}
  }

  @Override
  public void unload(Slot slot) throws KexecException {
    weather("unloading the " + slot.label() + " slot");
    receiver.unload(slot);
  }

  @Override
  public ShutdownOutcome shutdown(Slot slot, ShutdownMode mode) throws KexecException {
    weather("shutting down");
    return ShutdownOutcome.READY;
  }

  @Override
  public ExecutionReport execute(Slot slot) throws KexecException {
    weather("executing the " + slot.label() + " slot");
    return new ExecutionReport(receiver.name(), List.of(), 0, 0, Duration.ZERO);
  }

  @Override
  public MachineStatus status() throws KexecException {
    weather("asking " + receiver.name() + " what it holds");
    return receiver.status();
  }
}
