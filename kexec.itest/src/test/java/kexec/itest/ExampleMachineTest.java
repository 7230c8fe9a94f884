package kexec.itest;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.PreparedImage;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.itest.example.ExampleMachine;
import kexec.itest.example.ExampleProtocol;
import kexec.tck.machine.MachineKexecContract;

class ExampleMachineTest extends MachineKexecContract {

  /** Fails or blocks on demand, as a kernel's real interface may. */
  private static final class Machine extends ExampleMachine {

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile boolean isRefusing;
    private volatile boolean isWaiting;

    @Override
    protected void take(Copy copy) throws KexecException {
      if (isRefusing) {
        throw new KexecException(
            new Fault("no-memory", "loading " + copy.plan(), "no memory is free", "Free some."));
      }
      if (isWaiting) {
        reached.countDown();
        try {
          open.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      super.take(copy);
    }
  }

  private Machine machine;

  @Override
  protected MachineKexec newMachine() {
    machine = new Machine();
    return machine;
  }

  @Override
  protected Plan newPlan(Slot slot, int variant) throws Exception {
    MachineAddress start = new MachineAddress(slot == Slot.CRASH ? 0x8820_0000L : 0x8040_0000L);
    byte[] content = new byte[5000 + variant];
    new Random(variant).nextBytes(content);
    SegmentData data = SegmentData.ofBytes(content);
    return Plan.builder()
        .slot(slot)
        .kernel(
            Path.of("Image"),
            content.length,
            new KernelFacts(
                "Image", new ExampleProtocol().architecture(), Optional.empty(), 1023, Map.of()))
        .memory(machine.memoryMap())
        .segments(
            List.of(
                new Segment(SegmentRole.KERNEL, Range.ofSize(start, 0x3000), data, data.digest())))
        .entry(new EntryState(start, start, Map.of()))
        .build();
  }

  @Override
  protected boolean executesAndReturns() {
    return true;
  }

  @Override
  protected boolean refuseLoads(boolean refuse) {
    machine.isRefusing = refuse;
    return true;
  }

  /** The receiver replaces an image in one step, so there is no later point of failure. */
  @Override
  protected void refuseLoadsLate(boolean refuse) {
    machine.isRefusing = refuse;
  }

  @Override
  protected boolean losesTheOldImage(Slot slot) {
    return false;
  }

  @Override
  protected boolean duringLoad(Slot slot, Action meanwhile) throws Exception {
    PreparedImage image = machine.prepare(newPlan(slot, 1));
    machine.isWaiting = true;
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> load = thread.submit(() -> machine.load(image));
      machine.reached.await();
      try {
        meanwhile.run();
      } finally {
        machine.open.countDown();
      }
      load.get();
      return true;
    } finally {
      thread.shutdownNow();
    }
  }
}
