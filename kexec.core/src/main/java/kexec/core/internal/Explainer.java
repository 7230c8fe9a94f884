package kexec.core.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import kexec.api.ImageRecord;
import kexec.api.SlotStatus;
import kexec.api.boot.BootProtocol;
import kexec.api.fault.Attempt;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import kexec.api.text.FileName;
import kexec.core.internal.machine.Machine;
import kexec.core.internal.policy.PolicyFiles;
import kexec.core.internal.slot.Candidates;

/**
 * Explains whether a load would succeed: which machine would take the image, whether its kernels
 * can be planned, what its slot holds, and what the machine itself finds.
 */
final class Explainer {

  private final Candidates candidates;
  private final Supplier<List<BootProtocol>> protocols;
  private final Attempt<List<SlotStatus>> status;
  private final PolicyFiles policies;

  /**
   * Creates an explainer.
   *
   * @param candidates the machines
   * @param protocols the present boot protocols
   * @param status what the slots of all receivers hold
   * @param policies what may be loaded
   */
  Explainer(
      Candidates candidates,
      Supplier<List<BootProtocol>> protocols,
      Attempt<List<SlotStatus>> status,
      PolicyFiles policies) {
    this.candidates = candidates;
    this.protocols = protocols;
    this.status = status;
    this.policies = policies;
  }

  List<Finding> explain(Slot slot, Optional<String> name) {
    List<Finding> findings = new ArrayList<>();
    Optional<Machine> found = candidates.find(name);
    if (found.isEmpty()) {
      findings.addAll(candidates.missing(name));
      findings.add(protocols(Optional.empty()));
      return findings;
    }
    Machine machine = found.get();
    findings.add(
        Finding.info(
            "machine",
            "an image is loaded into the machine %s (%s)"
                .formatted(machine.name(), machine.receiver())));
    findings.add(protocols(Optional.of(machine.kexec().architecture())));
    findings.addAll(policies.explain());
    findings.addAll(Finding.of(() -> held(machine, slot)));
    findings.addAll(Finding.of(() -> machine.kexec().service().obstacles(slot)));
    return findings;
  }

  private Finding protocols(Optional<String> architecture) {
    List<BootProtocol> present = protocols.get();
    Optional<String> wanted = architecture.filter(label -> !label.isEmpty());
    List<BootProtocol> fitting =
        present.stream()
            .filter(
                protocol ->
                    wanted.isEmpty() || wanted.get().equals(protocol.architecture().label()))
            .toList();
    if (fitting.isEmpty()) {
      return Finding.error(
          "protocol-missing",
          "no boot protocol is present"
              + wanted.map(label -> " for kernels of the architecture " + label).orElse(""),
          "Start a bundle that provides the boot protocol of the kernel's architecture.");
    }
    return Finding.info(
        "protocols",
        "boot protocols that may know the kernel: "
            + fitting.stream().map(BootProtocol::name).collect(Collectors.joining(", ")));
  }

  /** A load replaces what the slot holds, whoever loaded it. */
  private List<Finding> held(Machine machine, Slot slot) throws KexecException {
    for (SlotStatus each : status.run()) {
      if (each.slot() == slot && each.receiver().equals(machine.receiver())) {
        return List.of(held(each));
      }
    }
    return List.of();
  }

  private static Finding held(SlotStatus status) {
    String slot = "the " + status.slot().label() + " slot ";
    if (!status.loaded()) {
      return Finding.info("slot", slot + "is empty");
    }
    return Finding.info(
        "slot",
        slot
            + "holds "
            + status
                .image()
                .map(ImageRecord::kernel)
                .map(FileName::of)
                .orElse("an image of another program")
            + ", which a load replaces");
  }
}
