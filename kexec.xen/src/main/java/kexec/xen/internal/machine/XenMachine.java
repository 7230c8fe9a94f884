package kexec.xen.internal.machine;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.fault.ReceiverException;
import kexec.api.machine.CrashNotes;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.LoadedImage;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineProperties;
import kexec.api.machine.MachineStatus;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.PlatformData;
import kexec.api.machine.PreparedImage;
import kexec.api.machine.ReceiverRules;
import kexec.api.machine.ShutdownMode;
import kexec.api.machine.ShutdownOutcome;
import kexec.api.machine.SlotGate;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.RangeSet;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.linux.host.HostReader;
import kexec.linux.platform.LinuxPlatformData;
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
 * The hypervisor. What it holds it alone knows; this object remembers no image. Safe for use by
 * several threads.
 */
@Component(
    service = MachineKexec.class,
    property = {
      MachineProperties.MACHINE + "=" + XenHost.MACHINE,
      MachineProperties.ARCH + "=" + XenHost.ARCH,
      MachineProperties.FIRMWARE + "=" + XenHost.FIRMWARE
    })
@SatisfyingConditionTarget(XenHost.CONDITION)
public final class XenMachine implements MachineKexec {

  private static final Logger LOG = LoggerFactory.getLogger(XenMachine.class);
  private static final String RECEIVER = XenHost.MACHINE + "/";

  private final XenHost host;
  private final MemoryOps memory;
  private final String receiver;
  private final XenRules rules;
  private final HardwareSource hardware;
  private final SlotGate gate = new SlotGate();

  /**
   * Held while a slot is changed, and while both are asked: in between, the hypervisor calls a slot
   * empty that never was.
   */
  private final Object slotsLock = new Object();

  /**
   * Makes the receiver.
   *
   * @param host dom0 and its hypervisor
   * @param memory the machine's memory
   * @throws KexecException if dom0's kernel does not tell which boot this is
   */
  @Activate
  public XenMachine(
      @Reference XenHost host,
      @Reference(target = "(" + MachineProperties.MACHINE + "=" + XenHost.MACHINE + ")")
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
  public PlatformData platformData() {
    return new LinuxPlatformData(host.root());
  }

  @Override
  public CrashNotes crashNotes() throws KexecException {
    return new XenCrashNotes(kexec(), host.root()).read();
  }

  @Override
  public PreparedImage prepare(Plan plan) throws KexecException {
    String attempted = "preparing the " + plan + " for " + receiver;
    return gate.enter(
        plan.slot(),
        attempted,
        () -> {
          plan.requireLoadable(attempted);
          return stage(plan, attempted);
        });
  }

  private XenImage stage(Plan plan, String attempted) throws KexecException {
    MemoryMap now = memory.memoryMap();
    RangeSet<MachineAddress> forbidden = rules.forbidden(plan.slot(), now);
    Admission.check(plan, now, forbidden, attempted);
    LoadMethod first = plan.methods().get(0);
    return new XenImage(this, plan, forbidden, handover(attempted).stage(plan, first, forbidden));
  }

  @Override
  public LoadedImage load(PreparedImage image) throws KexecException {
    XenImage own = own(image);
    Plan plan = own.plan();
    String attempted = "loading the " + plan + " into " + receiver;
    return gate.enter(
        plan.slot(),
        attempted,
        () ->
            own.handOver(
                () -> {
                  Handover handover = handover(attempted);
                  synchronized (slotsLock) {
                    // The hypervisor tells only that something is loaded: no image has a name.
                    return new LoadedImage(handover.run(own), plan.commandLine(), Optional.empty());
                  }
                }));
  }

  private Handover handover(String attempted) throws KexecException {
    return new Handover(host.hypervisor(), memory, attempted);
  }

  @Override
  public void cleanup(PreparedImage image) {
    own(image).cleanup();
  }

  @Override
  public void unload(Slot slot) throws KexecException {
    String attempted = "unloading the " + slot.label() + " image of " + receiver;
    gate.enter(
        slot,
        attempted,
        () -> {
          synchronized (slotsLock) {
            unloadNow(slot);
          }
          return slot;
        });
  }

  private void unloadNow(Slot slot) throws KexecException {
    try {
      slots().unload(slot);
    } catch (SystemCallException e) {
      throw Refusals.of(e, Operation.UNLOAD);
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
    return gate.enter(
        slot,
        attempted,
        () -> {
          start(slot, attempted);
          throw new ReceiverException(
              new Fault(
                  "not-started",
                  attempted,
                  "the hypervisor said that it would start the image, and dom0 goes on running",
                  "Look into the hypervisor's log, with xl dmesg."));
        });
  }

  private void start(Slot slot, String attempted) throws KexecException {
    try {
      if (!slots().isLoaded(slot)) {
        throw new ReceiverException(
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

  /** {@inheritDoc} Waits where a slot is being changed. */
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

  private XenImage own(PreparedImage image) {
    if (image instanceof XenImage own && own.isOf(this)) {
      return own;
    }
    throw new IllegalArgumentException("the image was not prepared by " + receiver);
  }
}
