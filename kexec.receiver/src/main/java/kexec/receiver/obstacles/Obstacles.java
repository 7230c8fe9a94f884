package kexec.receiver.obstacles;

import java.util.ArrayList;
import java.util.List;
import kexec.api.fault.Attempt;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import kexec.linux.LinuxRoot;
import kexec.linux.platform.JumpDevices;
import kexec.receiver.diagnosis.Prognosis;
import kexec.receiver.host.LinuxHost;
import kexec.receiver.host.PolicyReader;

/** All checks of the running system for a load. Thread-safe. */
public final class Obstacles {

  private final Prognosis prognosis;
  private final CrashReserve reserve;
  private final CrashWay way;
  private final ImageMemory memory;
  private final JumpDevices devices;

  /**
   * Creates the checks.
   *
   * @param host the running system
   * @param policy reads its policy
   */
  public Obstacles(LinuxHost host, PolicyReader policy) {
    LinuxRoot root = host.root();
    this.prognosis = new Prognosis(root, host.architecture(), policy);
    this.reserve = new CrashReserve(root, host.architecture());
    this.way = new CrashWay(root);
    this.memory = new ImageMemory(root);
    this.devices = new JumpDevices(root);
  }

  /**
   * {@return the findings, as {@link kexec.api.machine.MachineKexec#obstacles} gives them}
   *
   * @param slot the slot that the image would be for
   */
  public List<Finding> of(Slot slot) {
    List<Finding> findings = new ArrayList<>(prognosis.of(slot));
    switch (slot) {
      case CRASH -> {
        add(reserve::find, findings);
        add(way::find, findings);
      }
      case DEFAULT -> add(memory::find, findings);
    }
    add(() -> devices.drivers(slot), findings);
    add(() -> devices.watchdogs(slot), findings);
    return findings;
  }

  /** What cannot be read is no obstacle that is known, but nobody can tell that there is none. */
  private static void add(Attempt<List<Finding>> check, List<Finding> findings) {
    try {
      findings.addAll(check.run());
    } catch (KexecException e) {
      Fault fault = e.fault();
      findings.add(
          Finding.warning(fault.code(), fault.attempted() + ": " + fault.cause(), fault.cure()));
    }
  }
}
