package kexec.shell.internal.command;

import java.util.Optional;
import java.util.function.Supplier;
import kexec.api.Kexec;
import kexec.api.fault.Fault;
import kexec.api.fault.NoMachineException;
import kexec.api.simulate.Simulator;
import kexec.linux.LinuxTexts;
import kexec.shell.internal.terminal.Progress;

/**
 * The services that commands use.
 *
 * @param kexec plans, loads and starts
 * @param simulators create simulated machines, if a bundle provides them
 * @param linux reads the running system
 * @param progress shows the current step
 */
public record CommandContext(
    Kexec kexec, Supplier<Optional<Simulator>> simulators, LinuxTexts linux, Progress progress) {

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
}
