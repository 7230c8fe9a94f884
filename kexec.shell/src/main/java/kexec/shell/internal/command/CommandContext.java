package kexec.shell.internal.command;

import java.util.Optional;
import java.util.function.Supplier;
import kexec.api.Kexec;
import kexec.api.entry.BootEntries;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NoMachineException;
import kexec.api.rehearse.PlanExport;
import kexec.api.rehearse.Rehearsal;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalRequest;
import kexec.api.simulate.Simulator;
import kexec.linux.LinuxTexts;
import kexec.shell.internal.terminal.Progress;

/**
 * The services that commands use.
 *
 * @param kexec plans, loads and starts
 * @param simulators create simulated machines, if a bundle provides them
 * @param rehearsals boot plans in an emulator, if a bundle provides them
 * @param exports write plans as bootable files, if a bundle provides them
 * @param bootEntries read the boot loader's entries, if a bundle provides them
 * @param linux reads the running system
 * @param progress shows the current step
 * @param images looks after configured images, if anything does
 */
public record CommandContext(
    Kexec kexec,
    Supplier<Optional<Simulator>> simulators,
    Supplier<Optional<Rehearsal>> rehearsals,
    Supplier<Optional<PlanExport>> exports,
    Supplier<Optional<BootEntries>> bootEntries,
    LinuxTexts linux,
    Progress progress,
    Supplier<Optional<ImageKeeping>> images) {

  /**
   * {@return the simulator that is currently registered}
   *
   * @throws NoMachineException if there is none
   */
  Simulator simulator() throws NoMachineException {
    return simulators
        .get()
        .orElseThrow(
            () ->
                new NoMachineException(
                    new Fault(
                        "simulator-missing",
                        "simulating",
                        "no bundle is there that simulates machines",
                        "Start one that offers the Simulator service, such as kexec.sim.")));
  }

  /**
   * {@return what rehearses plans and is currently registered}
   *
   * @throws KexecException if there is nothing
   */
  Rehearsal rehearsal() throws KexecException {
    return rehearsals
        .get()
        .orElseThrow(
            () ->
                missing(
                    "rehearsal-missing",
                    "rehearsing a plan",
                    "no bundle is there that rehearses plans",
                    "Start one that offers the Rehearsal service, such as kexec.rehearse."));
  }

  /**
   * {@return what exports plans and is currently registered}
   *
   * @throws KexecException if there is nothing
   */
  PlanExport export() throws KexecException {
    return exports
        .get()
        .orElseThrow(
            () ->
                missing(
                    "export-missing",
                    "exporting a plan",
                    "no bundle is there that exports plans",
                    "Start one that offers the PlanExport service, such as kexec.rehearse."));
  }

  /**
   * {@return what reads the boot loader's entries and is currently registered}
   *
   * @throws KexecException if there is nothing
   */
  BootEntries entries() throws KexecException {
    return bootEntries
        .get()
        .orElseThrow(
            () ->
                missing(
                    "entries-missing",
                    "reading the boot loader's entries",
                    "no bundle is there that reads them",
                    "Start one that offers the BootEntries service, such as kexec.entries."));
  }

  /**
   * {@return what looks after configured images}
   *
   * @throws KexecException if there is nothing
   */
  ImageKeeping imageKeeping() throws KexecException {
    return images
        .get()
        .orElseThrow(
            () ->
                missing(
                    "image-keeping-missing",
                    "keeping configured images loaded",
                    "nothing is there that does that",
                    "Run 'jkexec keep', or start the bundle kexec.images."));
  }

  private static KexecException missing(String code, String attempted, String cause, String cure) {
    return new KexecException(new Fault(code, attempted, cause, cure));
  }

  /**
   * Rehearses a plan.
   *
   * @param request what to rehearse, and how far
   * @param console whether to show what the guest writes to its console
   * @return what happened
   * @throws KexecException if nothing is registered that rehearses plans, if this thread is
   *     interrupted, which it stays, or as the rehearsal throws it
   */
  RehearsalReport rehearse(RehearsalRequest request, boolean console) throws KexecException {
    try (RehearsalSteps steps = new RehearsalSteps(progress, request, console)) {
      return rehearsal().rehearse(request, steps);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KexecException(
          new Fault(
              "rehearsal-interrupted",
              "rehearsing the " + request.plan(),
              "the thread that waited for its end was interrupted",
              "Rehearse again."),
          e);
    }
  }
}
