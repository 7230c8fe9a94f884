package kexec.shell.internal.result;

import java.util.Optional;
import kexec.api.machine.ExecutionReport;

/**
 * Says how a jump went.
 *
 * @param report what was seen; nothing where the system goes down by itself and jumps then
 */
public record Execution(Optional<ExecutionReport> report) {}
