package kexec.core.internal.slot;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kexec.api.PlanRequest;
import kexec.api.fault.Fault;
import kexec.api.fault.NoMachineException;
import kexec.core.internal.machine.Machine;
import kexec.core.internal.machine.MachineRegistry;

/** The machines that may hold an image, best first. */
public final class Candidates {

  private final MachineRegistry registry;
  private final Optional<String> preset;

  /**
   * Creates the candidates.
   *
   * @param registry the available machines
   * @param preset the configured machine for requests that name none, if any
   */
  public Candidates(MachineRegistry registry, Optional<String> preset) {
    this.registry = registry;
    this.preset = preset;
  }

  /** {@return all available machines, best first} */
  public List<Machine> all() {
    return registry.machines();
  }

  /**
   * {@return the machines that may hold a request's image: the named one, or those that need not be
   * named, best first}
   *
   * @param request the request
   */
  public List<Machine> forRequest(PlanRequest request) {
    Optional<String> name = request.machine().or(() -> preset);
    return name.isPresent() ? registry.named(name.get()).stream().toList() : unnamed();
  }

  /** {@return the machines that need not be named, best first} */
  public List<Machine> unnamed() {
    return preset.isPresent()
        ? registry.named(preset.get()).stream().toList()
        : registry.machines().stream().filter(m -> !m.kexec().namedOnly()).toList();
  }

  /** {@return whether the configuration specifies the machine for requests that name none} */
  public boolean isPreset() {
    return preset.isPresent();
  }

  /**
   * {@return the best machine through which a receiver can be reached, or empty}
   *
   * @param receiver the receiver's name
   */
  public Optional<Machine> reaching(String receiver) {
    return registry.machines().stream().filter(m -> m.receiver().equals(receiver)).findFirst();
  }

  /**
   * {@return the best eligible machine}
   *
   * @param attempted the operation that needs it
   * @param name its name, or empty for the best machine that need not be named
   * @throws NoMachineException if there is none; describes what is missing
   */
  public Machine choose(String attempted, Optional<String> name) throws NoMachineException {
    Optional<String> wanted = name.or(() -> preset);
    List<Machine> fitting =
        wanted.isPresent() ? registry.named(wanted.get()).stream().toList() : unnamed();
    if (fitting.isEmpty()) {
      throw new NoMachineException(missing(attempted, wanted));
    }
    return fitting.get(0);
  }

  /**
   * Describes incomplete and absent machines.
   *
   * @return in parentheses with a leading space: the incomplete or absent machines and what they
   *     lack; empty if there are none
   */
  public String lacking() {
    Stream<String> halves =
        registry.halves().stream()
            .map(
                half ->
                    "%s of bundle %s lacks its %s"
                        .formatted(half.offer().machine(), half.offer().bundle(), half.missing()));
    Stream<String> absent =
        registry.absences().stream()
            .map(absence -> "%s: %s".formatted(absence.machine(), absence.service().reason()));
    String all = Stream.concat(halves, absent).collect(Collectors.joining("; "));
    return all.isEmpty() ? "" : " (" + all + ")";
  }

  private Fault missing(String attempted, Optional<String> name) {
    String rest = lacking();
    String present =
        registry.machines().stream().map(Machine::name).collect(Collectors.joining(", "));
    if (name.isPresent()) {
      return absent(attempted, name.get(), present.isEmpty() ? "none" : present, rest);
    }
    return present.isEmpty()
        ? new Fault(
            "machine-missing",
            attempted,
            "no machine is present that takes an image" + rest,
            "Start a bundle that provides a machine for this host; 'backends' lists what is there.")
        : new Fault(
            "machine-not-named",
            attempted,
            "no machine is present that is taken without being named; present: " + present + rest,
            "Name it with --machine=NAME, or start the bundle for this host's own machine.");
  }

  private Fault absent(String attempted, String name, String present, String rest) {
    return registry.absences().stream()
        .filter(absence -> absence.machine().equals(name))
        .map(absence -> absence.service().reason())
        .findFirst()
        .map(
            reason ->
                new Fault(
                    "machine-absent",
                    attempted,
                    "machine '%s' is absent: %s; present: %s".formatted(name, reason, present),
                    "Provide what it lacks, or name a machine that 'backends' lists as present."))
        .orElseGet(
            () ->
                new Fault(
                    "machine-absent",
                    attempted,
                    "machine '%s' is not present; present: %s%s".formatted(name, present, rest),
                    "Name a machine that 'backends' lists, or start the bundle that provides this"
                        + " one."));
  }
}
