package kexec.receiver.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.machine.Admission;
import kexec.api.machine.CrashNotes;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineStatus;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.PlatformData;
import kexec.api.machine.PreparedImage;
import kexec.api.machine.ReceiverRules;
import kexec.api.machine.ShutdownMode;
import kexec.api.machine.ShutdownOutcome;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.FileLease;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Slot;
import kexec.api.progress.ProgressListener;
import kexec.linux.host.HostReader;
import kexec.linux.platform.LinuxPlatformData;
import kexec.linux.sys.LinuxNumbers;
import kexec.linux.sys.ReadLease;
import kexec.linux.sys.SystemCallException;
import kexec.linux.watch.HardwareSource;
import kexec.linux.watch.LinuxHardware;
import kexec.receiver.diagnosis.Diagnosis;
import kexec.receiver.host.LinuxHost;
import kexec.receiver.host.PolicyReader;
import kexec.receiver.obstacles.Obstacles;
import kexec.receiver.staging.ImageStager;
import kexec.receiver.staging.StagedCall;

/**
 * Linux's own kexec as a receiver. Its state is only in the kernel; this object remembers no image.
 * Thread-safe. Each architecture's machine is a subclass, which a component framework finds.
 */
public class LinuxMachine implements MachineKexec {

  private static final String RECEIVER = LinuxHost.MACHINE + "/";
  private static final String SYSRQ = "/proc/sysrq-trigger";

  private final LinuxHost host;
  private final MemoryOps memory;
  private final Diagnosis diagnosis;
  private final String receiver;
  private final LinuxRules rules;
  private final WaysIn ways;
  private final HardwareSource hardware;
  private final LoadedSlots slots;
  private final SystemShutdown shutdown;
  private final Obstacles obstacles;

  /**
   * Creates the receiver.
   *
   * @param host the running system
   * @param memory the memory of its machine
   * @throws KexecException if the system does not report its boot id
   */
  public LinuxMachine(LinuxHost host, MemoryOps memory) throws KexecException {
    this(host, memory, new ProcessRunner());
  }

  LinuxMachine(LinuxHost host, MemoryOps memory, CommandRunner commands) throws KexecException {
    this.host = host;
    this.memory = memory;
    PolicyReader policy = new PolicyReader(host.root());
    this.diagnosis = new Diagnosis(host.root(), host.architecture(), policy);
    this.receiver = RECEIVER + new HostReader(host.root()).bootId();
    this.ways = new WaysIn(host, policy);
    this.rules = new LinuxRules(host, ways);
    this.hardware = new LinuxHardware(host.root());
    this.slots = new LoadedSlots(host.root());
    this.shutdown = new SystemShutdown(host, commands);
    this.obstacles = new Obstacles(host, policy);
  }

  @Override
  public String receiver() {
    return receiver;
  }

  /** The name contains the boot id, and no kernel carries an image over into the next boot. */
  @Override
  public boolean isSuccessorOf(String other) {
    return other.startsWith(RECEIVER) && !other.equals(receiver);
  }

  @Override
  public ReceiverRules rules() throws KexecException {
    return rules.read();
  }

  @Override
  public List<Finding> check(Plan plan) throws KexecException {
    List<Finding> findings =
        new ArrayList<>(FilesCheck.of(plan, host.architecture(), ways.open(plan.slot())));
    findings.addAll(SignatureCheck.of(plan, ways.policy()));
    findings.addAll(new EntryCheckByKernel(host.root(), ways).of(plan));
    findings.addAll(new PagingCheck(new HostReader(host.root())).of(plan));
    findings.addAll(new CallBudget(host.root()).of(plan));
    findings.addAll(shutdown.check(plan));
    findings.addAll(CrashRoom.check(plan, plan.memory()));
    return findings;
  }

  @Override
  public List<Finding> obstacles(Slot slot) {
    List<Finding> findings = new ArrayList<>(obstacles.of(slot));
    findings.addAll(ways.handover(slot));
    findings.addAll(shutdown.obstacles(slot));
    return findings;
  }

  @Override
  public PlatformData platformData() {
    return new LinuxPlatformData(host.root());
  }

  @Override
  public CrashNotes crashNotes() throws KexecException {
    return new LinuxCrashNotes(host.root()).read();
  }

  @Override
  public Optional<FileLease> lease(Path file) {
    return ReadLease.take(host::calls, file);
  }

  @Override
  public PreparedImage prepare(Plan plan) throws KexecException {
    return prepare(plan, ProgressListener.NONE);
  }

  /** The system calls that follow copy the whole image, and tell nothing before they return. */
  @Override
  public PreparedImage prepare(Plan plan, ProgressListener progress) throws KexecException {
    String attempted = "preparing the " + plan + " for " + receiver;
    requireHandover(plan, attempted);
    ReceiverRules now = rules.read();
    MemoryMap present = memory.memoryMap();
    Admission.require(plan, now, present, CrashRoom.check(plan, present), attempted);
    try {
      StagedCall first =
          new ImageStager(host.calls(), host.pageSize())
              .stage(plan, plan.methods().get(0), now.coreHeaderRoom(), attempted, progress);
      return new LinuxImage(this, plan, host, rules, slots, diagnosis, first);
    } catch (SystemCallException e) {
      throw diagnosis.refusal(e);
    }
  }

  /** A plan that was made for another system may have been made without this check. */
  private void requireHandover(Plan plan, String attempted) throws KexecException {
    if (plan.slot() == Slot.DEFAULT
        && plan.methods().contains(LoadMethod.SEGMENTS)
        && !ways.open(Slot.DEFAULT).contains(LoadMethod.SEGMENTS)
        && ways.isHandoverActive()) {
      throw new KexecException(
          new Fault(
              "handover-dropped",
              attempted,
              "Kexec Handover is on: an image of segments would drop the memory that is preserved"
                  + " for the next kernel, or lie on it",
              "Load by files; or start the running kernel with kho=off."));
    }
  }

  @Override
  public void unload(Slot slot) throws KexecException {
    // An empty slot needs no call, and so no privileges.
    if (slots.isLoaded(slot)) {
      unloadNow(slot);
    }
  }

  private void unloadNow(Slot slot) throws KexecException {
    try {
      new Unloading(host.kexecCalls(), host.calls().abi(), new CallBudget(host.root()))
          .run(slot, ways.open(Slot.CRASH));
    } catch (SystemCallException e) {
      throw diagnosis.refusal(e);
    }
  }

  @Override
  public ShutdownOutcome shutdown(Slot slot, ShutdownMode mode) throws KexecException {
    if (slot == Slot.CRASH) {
      return ShutdownOutcome.READY;
    }
    try {
      return shutdown.run(mode);
    } catch (SystemCallException e) {
      throw diagnosis.refusal(e);
    }
  }

  @Override
  public ExecutionReport execute(Slot slot) throws KexecException {
    String attempted = "executing the " + slot.label() + " image of " + receiver;
    requireLoaded(slot, attempted);
    jump(slot, attempted);
    throw new KexecException(
        new Fault(
            "not-started",
            attempted,
            "the kernel said that it would start the image, and goes on running",
            "Look into the kernel's log: dmesg."));
  }

  /** Without an image a crash would stop the machine, or restart it through its firmware. */
  private void requireLoaded(Slot slot, String attempted) throws KexecException {
    if (!slots.isLoaded(slot)) {
      throw new KexecException(
          new Fault(
              "nothing-loaded", attempted, "the slot holds no image", "Load an image first."));
    }
  }

  private void jump(Slot slot, String attempted) throws KexecException {
    switch (slot) {
      case DEFAULT -> {
        try {
          host.kexecCalls().reboot(LinuxNumbers.LINUX_REBOOT_CMD_KEXEC);
        } catch (SystemCallException e) {
          throw diagnosis.refusal(e);
        }
      }
      case CRASH -> crash(attempted);
    }
  }

  private void crash(String attempted) throws KexecException {
    try {
      Files.writeString(host.root().resolve(SYSRQ), "c", StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new NotPermittedException(
          new Fault(
              "crash-not-triggered",
              attempted,
              "%s cannot be written to: %s".formatted(SYSRQ, e.getMessage()),
              "Run as root, outside of a container, on a kernel with CONFIG_MAGIC_SYSRQ."),
          e);
    }
  }

  @Override
  public String hardware() {
    return PolicyReader.attempt(() -> Optional.of(hardware.describe())).orElse("");
  }

  @Override
  public MachineStatus status() throws KexecException {
    return slots.status();
  }
}
