package kexec.itest.example;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.Admission;
import kexec.api.machine.CrashNotes;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.LoadedImage;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineService;
import kexec.api.machine.MachineStatus;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.PreparedImage;
import kexec.api.machine.ReceiverRules;
import kexec.api.machine.ShutdownMode;
import kexec.api.machine.ShutdownOutcome;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Loads images into the receiver. Keeps nothing itself: {@link #status} reads the receiver. */
@Component(service = MachineKexec.class)
@MachineService(machine = ExampleMachine.NAME, arch = ExampleMachine.ARCH)
public final class ExampleMachine implements MachineKexec {

  /** The machine's name. */
  static final String NAME = "example";

  /** The label of its architecture. */
  static final String ARCH = "riscv64";

  private static final String RECEIVER = NAME + "/";

  private final MemoryOps memory;
  private final ExampleReceiver receiver;

  /**
   * Creates the machine.
   *
   * @param memory the memory service of the same machine
   * @param receiver what holds its images
   */
  @Activate
  public ExampleMachine(
      @Reference(target = "(" + MachineService.MACHINE + "=" + NAME + ")") MemoryOps memory,
      @Reference ExampleReceiver receiver) {
    this.memory = memory;
    this.receiver = receiver;
  }

  @Override
  public String receiver() {
    return RECEIVER + receiver.boot();
  }

  /** Images are lost with their receiver, and a machine has one receiver at a time. */
  @Override
  public boolean isSuccessorOf(String other) {
    return other.startsWith(RECEIVER) && !other.equals(receiver());
  }

  @Override
  public ReceiverRules rules() {
    return ReceiverRules.builder().build();
  }

  @Override
  public CrashNotes crashNotes() {
    return CrashNotes.NONE;
  }

  /** Copies the image. By the rules it has at most half of the RAM, which is 128 MiB here. */
  @Override
  public PreparedImage prepare(Plan plan) throws KexecException {
    String attempted = "preparing the " + plan + " for " + receiver();
    Admission.require(plan, rules(), memory.memoryMap(), List.of(), attempted);
    return new Staged(plan, ExampleImage.copyOf(plan, attempted));
  }

  /** The garbage collector frees what was copied, so that there is nothing to release. */
  private final class Staged extends PreparedImage {

    private final ExampleImage image;

    private Staged(Plan plan, ExampleImage image) {
      super(ExampleMachine.this, plan);
      this.image = image;
    }

    @Override
    protected LoadedImage handOver(String attempted) throws KexecException {
      try {
        receiver.put(plan().slot(), image);
      } catch (IOException e) {
        throw new KexecException(
            new Fault("load-refused", attempted, String.valueOf(e.getMessage()), "Try again."), e);
      }
      return new LoadedImage(
          plan().methods().get(0), plan().commandLine(), Optional.of(image.identity()));
    }

    @Override
    protected void release(boolean isLoaded) {}
  }

  @Override
  public void unload(Slot slot) {
    receiver.remove(slot);
  }

  @Override
  public ShutdownOutcome shutdown(Slot slot, ShutdownMode mode) {
    return ShutdownOutcome.READY;
  }

  /** Checks the image instead of jumping, and empties both slots, as a new kernel's are. */
  @Override
  public ExecutionReport execute(Slot slot) throws KexecException {
    ExampleImage image = receiver.images().get(slot);
    if (image == null) {
      String attempted = "executing the " + slot.label() + " image of " + receiver();
      throw new KexecException(
          new Fault("nothing-loaded", attempted, "the slot is empty", "Load an image first."));
    }
    long start = System.nanoTime();
    List<ExecutionReport.Check> checks = image.checks();
    Duration duration = Duration.ofNanos(System.nanoTime() - start);
    for (Slot each : Slot.values()) {
      receiver.remove(each);
    }
    return new ExecutionReport(receiver(), checks, 0, image.size(), duration);
  }

  @Override
  public MachineStatus status() {
    Map<Slot, String> identities = new EnumMap<>(Slot.class);
    receiver.images().forEach((slot, image) -> identities.put(slot, image.identity()));
    return new MachineStatus(identities.keySet(), identities, Map.of());
  }
}
