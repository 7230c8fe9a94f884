package kexec.rehearse.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.plan.Architecture;
import kexec.api.plan.Slot;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.rehearse.RehearsalRequest;
import kexec.linux.KernelCommandLine;
import kexec.rehearse.internal.init.InitOptions;
import kexec.rehearse.internal.init.InitReport;
import kexec.rehearse.internal.init.RehearsalInit;
import kexec.rehearse.internal.machine.Additions;
import kexec.rehearse.internal.machine.MachineChooser;
import kexec.rehearse.internal.machine.RehearsalTarget;

/**
 * The rehearsal's own first program in an image: whether it is needed, what it is told, and what a
 * crashed kernel would have left for it to find.
 *
 * @param options what the program is told; empty if the image is rehearsed without it
 * @param planted what a crashed kernel would have left
 */
record OwnInit(Optional<InitOptions> options, PlantedCrash planted) {

  private static final OwnInit NONE = new OwnInit(Optional.empty(), PlantedCrash.NONE);

  /**
   * {@return what a rehearsal needs}
   *
   * @param request what is to be rehearsed
   * @param target where it is rehearsed
   * @throws KexecException if it needs the program and must be verbatim, or if a crash kernel's
   *     machine has no memory besides it
   */
  static OwnInit of(RehearsalRequest request, RehearsalTarget target) throws KexecException {
    boolean marker = request.goal() == RehearsalGoal.MARKER && request.marker().isEmpty();
    // A hypervisor starts no program; what it starts has its own command line.
    boolean hypervisor = MachineChooser.isMultiboot(request.plan());
    boolean crash = request.plan().slot() == Slot.CRASH && !hypervisor;
    if (marker && (request.verbatim() || hypervisor)) {
      throw new KexecException(
          new Fault(
              "rehearsal-not-verbatim",
              "rehearsing to a marker",
              "without a text to wait for, the image needs an init that writes one",
              "Name a text that the image itself writes with --marker=TEXT."));
    }
    if (!marker && (!crash || request.verbatim())) {
      return NONE;
    }
    SplittableRandom random = new SplittableRandom();
    long token = random.nextLong();
    Architecture architecture = request.plan().kernel().architecture();
    PlantedCrash planted =
        crash ? PlantedCrash.in(target.memory(), architecture, token) : PlantedCrash.NONE;
    Optional<String> next =
        KernelCommandLine.parse(request.plan().commandLine())
            .valueOf("rdinit")
            .or(() -> Optional.of(InitOptions.USUAL_INIT));
    return new OwnInit(Optional.of(new InitOptions(token, crash, planted.checks(), next)), planted);
  }

  /**
   * {@return what is added to the image}
   *
   * @param architecture of the kernel
   * @param directory where the archive is written
   * @throws KexecException if there is no such program for the architecture
   * @throws IOException if the archive cannot be written
   */
  Additions additions(Architecture architecture, Path directory)
      throws KexecException, IOException {
    if (options.isEmpty()) {
      return Additions.NONE;
    }
    byte[] archive = RehearsalInit.archive(architecture, options.get());
    Path file = Files.write(directory.resolve("init.cpio"), archive);
    return new Additions(List.of(file), RehearsalInit.WORD, planted.notes());
  }

  /** {@return the line that the program writes first; empty if it is not there} */
  Optional<String> marker() {
    return options.map(told -> InitReport.firstLine(told.token()));
  }

  /** {@return what the program has reported in some lines} */
  Optional<InitReport> report(List<String> lines) {
    return options.map(told -> InitReport.parse(lines, told.token()));
  }

  /** {@return whether the program has reported all there is, or is not there} */
  boolean isComplete(List<String> lines) {
    return report(lines).map(report -> report.ending() != InitReport.Ending.NONE).orElse(true);
  }
}
