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
 * What a command works with.
 *
 * @param kexec plans, loads and starts
 * @param simulators makes machines to try plans on, while there is a bundle that does
 * @param linux reads the running system
 * @param progress tells what is being done
 */
public record CommandContext(
    Kexec kexec, Supplier<Optional<Simulator>> simulators, LinuxTexts linux, Progress progress) {

  /**
   * Returns what makes simulated machines.
   *
   * @return the simulator that is there now
   * @throws NoMachineException if none is there
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
