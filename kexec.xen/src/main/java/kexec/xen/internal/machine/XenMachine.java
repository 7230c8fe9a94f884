package kexec.xen.internal.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.machine.Admission;
import kexec.api.machine.CrashNotes;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineService;
import kexec.api.machine.MachineStatus;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.PlatformData;
import kexec.api.machine.PreparedImage;
import kexec.api.machine.ReceiverRules;
import kexec.api.machine.ShutdownMode;
import kexec.api.machine.ShutdownOutcome;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.FileLease;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.linux.host.HostReader;
import kexec.linux.platform.LinuxPlatformData;
import kexec.linux.sys.ReadLease;
import kexec.linux.sys.SystemCallException;
import kexec.linux.watch.HardwareSource;
import kexec.xen.internal.diagnosis.Operation;
import kexec.xen.internal.diagnosis.Refusals;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.hypercall.ImageType;
import kexec.xen.internal.hypercall.KexecOp;
import kexec.xen.internal.watch.XenHardware;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hypervisor as a receiver. Its state is only in the hypervisor; this object remembers no
 * image. Thread-safe.
 */
@Component(service = MachineKexec.class)
@MachineService(machine = XenHost.MACHINE, arch = XenHost.ARCH, firmware = XenHost.FIRMWARE)
@SatisfyingConditionTarget(XenHost.CONDITION)
public final class XenMachine implements MachineKexec {

  private static final Logger LOG = LoggerFactory.getLogger(XenMachine.class);
  private static final String RECEIVER = XenHost.MACHINE + "/";

  private final XenHost host;
  private final MemoryOps memory;
  private final String receiver;
  private final XenRules rules;
  private final HardwareSource hardware;

  /**
   * Held while a slot is changed and while both are queried: during a change, the hypervisor
   * reports a slot as empty that never was.
   */
  private final Object slotsLock = new Object();

  /**
   * Creates the receiver.
   *
   * @param host dom0 and its hypervisor
   * @param memory the machine's memory
   * @throws KexecException if dom0's kernel does not report its boot id
   */
  @Activate
  public XenMachine(
      @Reference XenHost host,
      @Reference(target = "(" + MachineService.MACHINE + "=" + XenHost.MACHINE + ")")
          MemoryOps memory)
      throws KexecException {
    this.host = host;
    this.memory = memory;
    // The hypervisor does not outlive its dom0.
    this.receiver = RECEIVER + new HostReader(host.root()).bootId();
    this.rules = new XenRules(host);
    this.hardware = new XenHardware(host, memory);
  }

  @Override
  public String receiver() {
    return receiver;
  }

  @Override
  public boolean isSuccessorOf(String other) {
    return other.startsWith(RECEIVER) && !other.equals(receiver);
  }

  @Override
  public ReceiverRules rules() throws KexecException {
    return rules.read(memory.memoryMap());
  }

  @Override
  public List<Finding> check(Plan plan) throws KexecException {
    return XenChecks.check(plan, () -> rules.forbidden(plan.slot(), memory.memoryMap()));
  }

  @Override
  public List<Finding> obstacles(Slot slot) {
    return new XenObstacles(host).of(slot);
  }

  @Override
  public PlatformData platformData() {
    return new LinuxPlatformData(host.root());
  }

  @Override
  public CrashNotes crashNotes() throws KexecException {
    return new XenCrashNotes(kexec(), host.root()).read();
  }

  @Override
  public Optional<FileLease> lease(Path file) {
    return ReadLease.take(host::calls, file);
  }

  @Override
  public PreparedImage prepare(Plan plan) throws KexecException {
    return prepare(plan, ProgressListener.NONE);
  }

  /** The hypercalls that follow copy the whole image, and tell nothing before they return. */
  @Override
  public PreparedImage prepare(Plan plan, ProgressListener progress) throws KexecException {
    String attempted = "preparing the " + plan + " for " + receiver;
    MemoryMap now = memory.memoryMap();
    ReceiverRules taken = rules.read(now);
    Admission.require(plan, taken, now, XenChecks.controlPages(plan, now), attempted);
    return new XenImage(
        this, plan, host.hypervisor(), memory, slotsLock, taken.forbidden(), attempted, progress);
  }

  @Override
  public void unload(Slot slot) throws KexecException {
    synchronized (slotsLock) {
      try {
        slots().unload(slot);
      } catch (SystemCallException e) {
        throw Refusals.of(e, Operation.UNLOAD);
      }
    }
  }

  @Override
  public ShutdownOutcome shutdown(Slot slot, ShutdownMode mode) throws KexecException {
    if (slot == Slot.DEFAULT) {
      new XenShutdown(host).run(mode);
    }
    return ShutdownOutcome.READY;
  }

  @Override
  public ExecutionReport execute(Slot slot) throws KexecException {
    String attempted = "executing the " + slot.label() + " image of " + receiver;
    start(slot, attempted);
    throw new KexecException(
        new Fault(
            "not-started",
            attempted,
            "the hypervisor said that it would start the image, and dom0 goes on running",
            "Look into the hypervisor's log, with xl dmesg."));
  }

  private void start(Slot slot, String attempted) throws KexecException {
    try {
      if (!slots().isLoaded(slot)) {
        throw new KexecException(
            new Fault(
                "nothing-loaded", attempted, "the slot holds no image", "Load an image first."));
      }
      kexec().start(ImageType.of(slot));
    } catch (SystemCallException e) {
      throw Refusals.of(e, Operation.START);
    }
  }

  @Override
  public String hardware() {
    try {
      return hardware.describe();
    } catch (KexecException e) {
      LOG.debug("What crash images describe is not known: {}", e.getMessage());
      return "";
    }
  }

  /** {@inheritDoc} Blocks while a slot is being changed. */
  @Override
  public MachineStatus status() throws KexecException {
    synchronized (slotsLock) {
      try {
        return slots().status();
      } catch (SystemCallException e) {
        throw Refusals.of(e, Operation.QUERY);
      }
    }
  }

  private KexecOp kexec() throws KexecException {
    return new KexecOp(host.hypervisor());
  }

  private XenSlots slots() throws KexecException {
    return new XenSlots(kexec());
  }
}
