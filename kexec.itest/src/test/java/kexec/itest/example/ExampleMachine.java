package kexec.itest.example;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.Admission;
import kexec.api.machine.CrashNotes;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.ExecutionReport.Check;
import kexec.api.machine.LoadedImage;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineService;
import kexec.api.machine.MachineStatus;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.PreparedImage;
import kexec.api.machine.ReceiverRules;
import kexec.api.machine.ShutdownMode;
import kexec.api.machine.ShutdownOutcome;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryMapListing;
import kexec.api.plan.Digest;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.Slot;
import org.osgi.service.component.annotations.Component;

/**
 * A machine whose images are copies in this process. A real machine reads its memory map on every
 * call, and makes system calls or hypercalls where this one uses {@link #held}.
 */
@Component(
    service = {MemoryOps.class, MachineKexec.class},
    immediate = true)
@MachineService(machine = "example", arch = "riscv64")
public class ExampleMachine implements MemoryOps, MachineKexec {

  private static final MemoryMap MAP =
      MemoryMapListing.parse("[0x80200000, 0x90000000) ram; crash kernel [0x88000000, 0x8c000000)");

  private final String receiver = "example/" + UUID.randomUUID();
  private final Map<Slot, Copy> held = new ConcurrentHashMap<>();

  @Override
  public MemoryMap memoryMap() {
    return MAP;
  }

  @Override
  public String receiver() {
    return receiver;
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
    String attempted = "preparing the " + plan + " for " + receiver;
    Admission.require(plan, rules(), MAP, List.of(), attempted);
    Copy copy = new Copy(plan);
    for (Segment segment : plan.segments()) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(segment.data().size()));
      segment.data().read(bytes::put);
      SegmentData content = SegmentData.ofBytes(bytes.array());
      // The digest of the copy, not of the file, which may change between two reads.
      segment.requireDigest(content.digest(), attempted);
      copy.contents.put(segment, content);
    }
    return copy;
  }

  /** Replaces the image in its slot. */
  protected void take(Copy copy) throws KexecException {
    held.put(copy.plan().slot(), copy);
  }

  /** A staged image. The garbage collector frees it, so that there is nothing to release. */
  protected final class Copy extends PreparedImage {

    private final String identity = UUID.randomUUID().toString();
    private final Map<Segment, SegmentData> contents = new LinkedHashMap<>();

    private Copy(Plan plan) {
      super(ExampleMachine.this, plan);
    }

    @Override
    protected LoadedImage handOver(String attempted) throws KexecException {
      take(this);
      return new LoadedImage(plan().methods().get(0), plan().commandLine(), Optional.of(identity));
    }

    @Override
    protected void release(boolean isLoaded) {}
  }

  @Override
  public void unload(Slot slot) {
    held.remove(slot);
  }

  @Override
  public ShutdownOutcome shutdown(Slot slot, ShutdownMode mode) {
    return ShutdownOutcome.READY;
  }

  /** Compares the copies with the plan instead of jumping; afterwards both slots are empty. */
  @Override
  public ExecutionReport execute(Slot slot) throws KexecException {
    Copy copy = held.get(slot);
    if (copy == null) {
      String attempted = "executing the " + slot.label() + " image of " + receiver;
      throw new KexecException(
          new Fault("nothing-loaded", attempted, "the slot is empty", "Load an image first."));
    }
    List<Check> checks = new ArrayList<>();
    for (Segment segment : copy.plan().segments()) {
      Digest now = copy.contents.get(segment).digest();
      checks.add(new Check(segment.toString(), now.equals(segment.digest()), now.toString()));
    }
    held.clear();
    return new ExecutionReport(receiver, checks, 0, copy.plan().footprint().size(), Duration.ZERO);
  }

  @Override
  public MachineStatus status() {
    Map<Slot, String> identities = new EnumMap<>(Slot.class);
    held.forEach((slot, copy) -> identities.put(slot, copy.identity));
    return new MachineStatus(identities.keySet(), identities, Map.of());
  }
}
