package kexec.shell.internal.result;

import java.util.Optional;
import kexec.api.machine.ExecutionReport;

/**
 * The result of an execution.
 *
 * @param report what was observed; empty if the system shuts down by itself and jumps then
 */
public record Execution(Optional<ExecutionReport> report) {}
