package kexec.receiver.obstacles;

import java.util.ArrayList;
import java.util.List;
import kexec.api.fault.Finding;
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
        findings.addAll(Finding.of(reserve::find));
        findings.addAll(Finding.of(way::find));
      }
      case DEFAULT -> findings.addAll(Finding.of(memory::find));
    }
    findings.addAll(Finding.of(() -> devices.drivers(slot)));
    findings.addAll(Finding.of(() -> devices.watchdogs(slot)));
    return findings;
  }
}
