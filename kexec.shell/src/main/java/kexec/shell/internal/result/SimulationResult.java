package kexec.shell.internal.result;

import kexec.api.machine.ExecutionReport;
import kexec.api.plan.Plan;
import kexec.api.simulate.MachineShape;

/**
 * The result of a simulation.
 *
 * @param plan the simulated plan
 * @param shape the simulated machine
 * @param report what was observed
 */
public record SimulationResult(Plan plan, MachineShape shape, ExecutionReport report) {}
