package kexec.core.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import kexec.api.Backend;
import kexec.api.boot.BootProtocol;
import kexec.api.machine.MachineAbsence;
import kexec.core.internal.machine.Machine;
import kexec.core.internal.machine.MachineRegistry;
import kexec.core.internal.machine.Offer;
import kexec.core.internal.slot.Candidates;

/**
 * Lists the present, incomplete and absent machines and the boot protocols, each with the reason
 * why it is chosen, not chosen or absent.
 */
final class Backends {

  private Backends() {}

  /**
   * {@return the backends: complete machines, best first, then incomplete and absent ones, then the
   * protocols}
   *
   * @param registry the machines
   * @param candidates determines which machines must be named
   * @param protocols the boot protocols, best first
   */
  static List<Backend> list(
      MachineRegistry registry, Candidates candidates, Collection<Offer<BootProtocol>> protocols) {
    List<Backend> all = new ArrayList<>();
    List<Machine> unnamed = candidates.unnamed();
    for (Machine machine : registry.machines()) {
      boolean chosen = !unnamed.isEmpty() && unnamed.get(0).name().equals(machine.name());
      all.add(machine(machine.kexec(), chosen, reason(machine, chosen, candidates)));
    }
    for (MachineRegistry.Half half : registry.halves()) {
      all.add(machine(half.offer(), false, "its bundle offers no " + half.missing() + " for it"));
    }
    for (Offer<MachineAbsence> absence : registry.absences()) {
      all.add(
          new Backend(
              Backend.Kind.ABSENT_MACHINE,
              absence.machine(),
              absence.architecture(),
              absence.firmware(),
              0,
              absence.bundle(),
              false,
              reason(absence.service())));
    }
    for (Offer<BootProtocol> protocol : protocols) {
      all.add(
          new Backend(
              Backend.Kind.PROTOCOL,
              protocol.service().name(),
              protocol.service().architecture().label(),
              "",
              protocol.ranking(),
              protocol.bundle(),
              true,
              "asked about every kernel file"));
    }
    return all;
  }

  private static String reason(MachineAbsence absence) {
    return absence.cure().isEmpty() ? absence.reason() : absence.reason() + ". " + absence.cure();
  }

  private static Backend machine(Offer<?> offer, boolean chosen, String reason) {
    return new Backend(
        Backend.Kind.MACHINE,
        offer.machine(),
        offer.architecture(),
        offer.firmware(),
        offer.ranking(),
        offer.bundle(),
        chosen,
        reason);
  }

  private static String reason(Machine machine, boolean chosen, Candidates candidates) {
    if (chosen) {
      return candidates.isPreset()
          ? "named by the configuration"
          : "the highest ranking of the machines that need not be named";
    }
    if (candidates.isPreset()) {
      return "the configuration names another machine";
    }
    return machine.kexec().namedOnly()
        ? "taken only with --machine=" + machine.name()
        : "another machine ranks higher";
  }
}
