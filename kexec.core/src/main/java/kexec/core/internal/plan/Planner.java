package kexec.core.internal.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import kexec.api.PlanRequest;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.BootRequest;
import kexec.api.fault.Attempt;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.plan.Architecture;
import kexec.api.plan.FileLease;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.MappedFile;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Plan;
import kexec.api.plan.PlanRefusedException;
import kexec.api.plan.SegmentData;
import kexec.api.progress.ProgressListener;
import kexec.api.text.ByteText;
import kexec.api.text.FileName;
import kexec.core.internal.policy.PolicyGate;

/**
 * Creates plans: opens the files and calls the boot protocols; {@link Draft} places, builds and
 * checks. For a single use by one thread.
 */
public final class Planner {

  /** The known architectures whose kernels are given a device tree. */
  private static final Set<Architecture> TREES = Set.of(Architecture.ARM64, Architecture.ARM);

  private final PlanRequest request;
  private final Target target;
  private final FileLease.Source leases;
  private final PolicyGate gate;
  private final ProgressListener progress;
  private final List<Finding> findings;

  private Planner(
      PlanRequest request,
      Target target,
      FileLease.Source leases,
      PolicyGate gate,
      ProgressListener progress) {
    this.request = request;
    this.target = target;
    this.leases = leases;
    this.gate = gate;
    this.progress = progress;
    this.findings = new ArrayList<>(target.findings());
  }

  /**
   * Creates a plan that is not loaded at once.
   *
   * @param request what to boot
   * @param target what the plan is for
   * @param protocols the available boot protocols, the best first
   * @return a loadable plan
   * @throws PlanRefusedException if there is none, with all findings
   * @throws KexecException if a file cannot be read
   */
  public static Plan plan(PlanRequest request, Target target, List<BootProtocol> protocols)
      throws KexecException {
    return plan(
        request,
        target,
        protocols,
        file -> Optional.empty(),
        PolicyGate.open(),
        ProgressListener.NONE);
  }

  /**
   * Creates a plan.
   *
   * @param request what to boot
   * @param target what the plan is for
   * @param protocols the available boot protocols, the best first
   * @param leases takes leases on the files before they are read
   * @param gate asked for everything that is used
   * @param progress told how much of the files is read
   * @return a loadable plan
   * @throws PlanRefusedException if there is none, with all findings
   * @throws KexecException if a file cannot be read
   */
  public static Plan plan(
      PlanRequest request,
      Target target,
      List<BootProtocol> protocols,
      FileLease.Source leases,
      PolicyGate gate,
      ProgressListener progress)
      throws KexecException {
    return new Planner(request, target, leases, gate, progress).plan(protocols);
  }

  private Plan plan(List<BootProtocol> protocols) throws KexecException {
    MappedFile file = MappedFile.open(request.kernel(), leases);
    SegmentData usable = asked(file, () -> gate.executable("the kernel", file));
    List<BootFile> initrds = openInitrds();
    List<BootRequest.Module> modules = openModules();
    checkCommandLines();
    List<BootProtocol> candidates = named(protocols);
    Recogniser.Verdict verdict = Recogniser.ask(file, usable, candidates, progress);
    if (verdict.kernel().isEmpty()) {
      findings.addAll(gate.findings());
      findings.addAll(Recogniser.refusal(verdict));
      throw new PlanRefusedException(attempted(), findings, null);
    }
    Recogniser.Kernel kernel = verdict.kernel().get();
    checkArchitecture(kernel.protocol());
    Parts parts = new Parts(kernel.unwrapped(), request, gate, findings);
    BootRequest boot =
        new BootRequest(
            request.slot(),
            kernel.file(),
            parts.initrds(initrds),
            modules,
            parts.commandLine(),
            target.memory(),
            request.limits(),
            parts.platform(target.platform(), openTree(kernel)),
            request.entryCheck());
    findings.addAll(gate.findings());
    Plan plan = new Draft(boot, methods(), kernel, file.size(), target, findings).make(progress);
    if (!plan.isLoadable()) {
      throw new PlanRefusedException(attempted(), plan.findings(), plan);
    }
    return plan;
  }

  /** The requested method, or all that the receiver supports. */
  private List<LoadMethod> methods() {
    return request.method().map(List::of).orElse(target.rules().methods(request.slot()));
  }

  private List<BootFile> openInitrds() throws KexecException {
    List<BootFile> opened = new ArrayList<>();
    for (Path path : request.initrds()) {
      Optional<MappedFile> file = open("initrd", path);
      if (file.isPresent()) {
        asked(
            file.get(),
            () -> {
              gate.data("the initrd", file.get());
              return file;
            });
        opened.add(BootFile.of(file.get()));
      }
    }
    return opened;
  }

  private Optional<BootFile> openTree(Recogniser.Kernel kernel) throws KexecException {
    Optional<Path> path = request.deviceTree();
    if (path.isEmpty()) {
      return Optional.empty();
    }
    if (!TREES.contains(kernel.protocol().architecture())) {
      findings.add(
          Finding.warning(
              "device-tree-not-taken",
              "kernels for %s get no device tree, so that %s is not used"
                  .formatted(kernel.protocol().architecture().label(), FileName.of(path.get())),
              "Leave --dtb out."));
    }
    Optional<MappedFile> tree = open("device-tree", path.get());
    if (tree.isPresent()) {
      asked(
          tree.get(),
          () -> {
            gate.data("the device tree", tree.get());
            return tree;
          });
    }
    return tree.map(BootFile::of);
  }

  private List<BootRequest.Module> openModules() throws KexecException {
    List<BootRequest.Module> opened = new ArrayList<>();
    for (ModuleFile module : request.modules()) {
      Optional<MappedFile> file = open("module", module.path());
      if (file.isPresent()) {
        SegmentData usable = asked(file.get(), () -> gate.executable("the module", file.get()));
        gate.commandLine("the module " + FileName.of(module.path()), module.commandLine());
        opened.add(
            new BootRequest.Module(new BootFile(module.path(), usable), module.commandLine()));
      }
    }
    return opened;
  }

  /**
   * Asks something about a file's content.
   *
   * @param <T> the answer
   * @param file the file
   * @param question reads the file
   * @return the answer
   * @throws KexecException if the file was truncated, or cannot be read to its end
   */
  public static <T> T asked(MappedFile file, Attempt<T> question) throws KexecException {
    return FileGuard.read(List.of(BootFile.of(file)), question);
  }

  private Optional<MappedFile> open(String kind, Path path) throws NotPermittedException {
    try {
      return Optional.of(MappedFile.open(path, leases));
    } catch (NotPermittedException e) {
      throw e;
    } catch (KexecException e) {
      findings.add(
          Finding.error(
              kind + "-" + e.fault().code(),
              kind + " " + FileName.of(path) + ": " + e.fault().cause(),
              e.fault().cure()));
      return Optional.empty();
    }
  }

  /** No protocol could pass such a line on: its intended meaning is lost. */
  private void checkCommandLines() throws PlanRefusedException {
    checkCommandLine("command-line-lost", "the command line", request.commandLine());
    for (ModuleFile module : request.modules()) {
      checkCommandLine(
          "module-command-line-lost",
          "the command line of module " + FileName.of(module.path()),
          module.commandLine());
    }
  }

  private void checkCommandLine(String code, String what, String text) throws PlanRefusedException {
    if (!ByteText.isBytes(text)) {
      findings.add(
          Finding.error(
              code,
              what + " has U+FFFD or half a surrogate pair, where somebody lost its bytes",
              "Give it again from where it still has them, as bytes or as characters of UTF-8."));
      throw new PlanRefusedException(attempted(), findings, null);
    }
  }

  private List<BootProtocol> named(List<BootProtocol> protocols) throws PlanRefusedException {
    Optional<String> name = request.protocol();
    Optional<String> architecture = request.architecture();
    if (name.isEmpty() && architecture.isEmpty()) {
      return protocols;
    }
    List<BootProtocol> fitting =
        protocols.stream()
            .filter(
                p -> architecture.orElse(p.architecture().label()).equals(p.architecture().label()))
            .toList();
    if (fitting.isEmpty()) {
      String present =
          protocols.stream()
              .map(p -> p.architecture().label())
              .distinct()
              .sorted()
              .collect(Collectors.joining(", "));
      findings.add(
          Finding.error(
              "architecture-unknown",
              "no boot protocol for the architecture '%s' is present; there are some for: %s"
                  .formatted(architecture.orElse(""), present),
              "Name an architecture that has one, or start a bundle that provides one."));
      throw new PlanRefusedException(attempted(), findings, null);
    }
    if (name.isEmpty()) {
      return fitting;
    }
    List<BootProtocol> chosen =
        fitting.stream().filter(p -> p.name().equalsIgnoreCase(name.get())).toList();
    if (chosen.isEmpty()) {
      String present =
          fitting.stream().map(BootProtocol::name).sorted().collect(Collectors.joining(", "));
      findings.add(
          Finding.error(
              "protocol-unknown",
              "no boot protocol '%s' is present; present are: %s".formatted(name.get(), present),
              "Leave the type out, or name one that is present."));
      throw new PlanRefusedException(attempted(), findings, null);
    }
    return chosen;
  }

  private void checkArchitecture(BootProtocol protocol) {
    String kernel = protocol.architecture().label();
    if (!target.architecture().orElse(kernel).equals(kernel)) {
      findings.add(
          Finding.error(
              "kernel-architecture",
              "%s is a kernel for %s, but machine %s starts kernels for %s"
                  .formatted(
                      request.kernel(),
                      kernel,
                      target.machine().orElse("(none)"),
                      target.architecture().orElse("any")),
              "Name a kernel for this machine's architecture, or another machine."));
    }
  }

  private String attempted() {
    return "planning a " + request;
  }
}
