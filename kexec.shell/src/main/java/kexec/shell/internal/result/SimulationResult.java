package kexec.shell.internal.result;

import kexec.api.machine.ExecutionReport;
import kexec.api.plan.Plan;
import kexec.api.simulate.MachineShape;

/**
 * What came of a simulation.
 *
 * @param plan what was carried out
 * @param shape the machine it was carried out on
 * @param report what was seen
 */
public record SimulationResult(Plan plan, MachineShape shape, ExecutionReport report) {}
