package kexec.core.internal.slot;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kexec.api.PlanRequest;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.NoMachineException;
import kexec.api.machine.MachineAbsence;
import kexec.core.internal.machine.Machine;
import kexec.core.internal.machine.MachineRegistry;
import kexec.core.internal.machine.Offer;

/** The machines that may hold an image, best first. */
public final class Candidates {

  private static final String ABSENT = "machine-absent";

  private final MachineRegistry registry;
  private final Optional<String> preset;
  private final String architecture;

  /**
   * Creates the candidates.
   *
   * @param registry the available machines
   * @param preset the configured machine for requests that name none, if any
   * @param architecture the label of this host's architecture
   */
  public Candidates(MachineRegistry registry, Optional<String> preset, String architecture) {
    this.registry = registry;
    this.preset = preset;
    this.architecture = architecture;
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
   * {@return the best eligible machine; empty if there is none}
   *
   * @param name its name, or empty for the best machine that need not be named
   */
  public Optional<Machine> find(Optional<String> name) {
    Optional<String> wanted = name.or(() -> preset);
    return wanted.isPresent() ? registry.named(wanted.get()) : unnamed().stream().findFirst();
  }

  /**
   * {@return the best eligible machine}
   *
   * @param attempted the operation that needs it
   * @param name its name, or empty for the best machine that need not be named
   * @throws NoMachineException if there is none; describes what is missing
   */
  public Machine choose(String attempted, Optional<String> name) throws NoMachineException {
    Optional<Machine> found = find(name);
    if (found.isPresent()) {
      return found.get();
    }
    List<Finding> missing = missing(name);
    Finding first = missing.get(0);
    throw new NoMachineException(
        new Fault(
            first.code(),
            attempted,
            first.message() + parenthesis(missing.subList(1, missing.size())),
            first.cure()));
  }

  /**
   * {@return why {@link #find} finds none, as errors: at first what a refusal reports, then what
   * each machine lacks that might be meant, best first}
   *
   * @param name the name that was looked for, or empty
   */
  public List<Finding> missing(Optional<String> name) {
    Optional<String> wanted = name.or(() -> preset);
    String present =
        registry.machines().stream().map(Machine::name).collect(Collectors.joining(", "));
    if (wanted.isPresent()) {
      return absent(wanted.get(), present.isEmpty() ? "none" : present);
    }
    List<Finding> lacks = lacks();
    String others =
        lacks.isEmpty() && !registry.absences().isEmpty()
            ? "; those that are absent are for other architectures than this host's, "
                + architecture
            : "";
    return join(
        present.isEmpty()
            ? Finding.error(
                "machine-missing",
                "no machine is present that takes an image" + others,
                "Start a bundle that provides a machine for this host; 'backends' lists what is"
                    + " there.")
            : Finding.error(
                "machine-not-named",
                "no machine is present that is taken without being named; present: "
                    + present
                    + others,
                "Name it with --machine=NAME, or start the bundle for this host's own machine."),
        lacks);
  }

  /**
   * Describes incomplete machines, and absent ones of this host's architecture.
   *
   * @return in parentheses with a leading space: the machines and what they lack; empty if there
   *     are none
   */
  public String lacking() {
    return parenthesis(lacks());
  }

  private List<Finding> absent(String name, String present) {
    // Several architectures may have a machine of the name.
    return Stream.concat(fitting(), registry.absences().stream())
        .filter(absence -> absence.machine().equals(name))
        .findFirst()
        .map(Candidates::finding)
        .map(
            found ->
                List.of(
                    Finding.error(
                        found.code(), found.message() + "; present: " + present, found.cure())))
        .orElseGet(
            () ->
                join(
                    Finding.error(
                        ABSENT,
                        "machine '%s' is not present; present: %s".formatted(name, present),
                        "Name a machine that 'backends' lists, or start the bundle that provides"
                            + " this one."),
                    lacks()));
  }

  /** What each incomplete machine lacks, and each absent one that is for this host. */
  private List<Finding> lacks() {
    return Stream.concat(
            registry.halves().stream().map(Candidates::finding), fitting().map(Candidates::finding))
        .toList();
  }

  private Stream<Offer<MachineAbsence>> fitting() {
    return registry.absences().stream()
        .filter(
            absence ->
                absence.architecture().isEmpty() || absence.architecture().equals(architecture));
  }

  private static Finding finding(MachineRegistry.Half half) {
    String bundle = half.offer().bundle();
    return Finding.error(
        ABSENT,
        "%s of bundle %s lacks its %s".formatted(half.offer().machine(), bundle, half.missing()),
        "Look into the log for why %s offers none, and start it again.".formatted(bundle));
  }

  private static Finding finding(Offer<MachineAbsence> absence) {
    String cure = absence.service().cure();
    return Finding.error(
        ABSENT,
        "machine '%s' is absent: %s".formatted(absence.machine(), absence.service().reason()),
        cure.isBlank()
            ? "Provide what it lacks, or name a machine that 'backends' lists as present."
            : cure);
  }

  private static List<Finding> join(Finding first, List<Finding> others) {
    return Stream.concat(Stream.of(first), others.stream()).toList();
  }

  private static String parenthesis(List<Finding> findings) {
    String all = findings.stream().map(Finding::message).collect(Collectors.joining("; "));
    return all.isEmpty() ? "" : " (" + all + ")";
  }
}
