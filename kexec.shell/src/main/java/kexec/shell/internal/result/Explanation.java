package kexec.shell.internal.result;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.plan.Slot;

/**
 * Why a load would fail, or that nothing is known to prevent it.
 *
 * @param slot the slot
 * @param kernel the kernel that was planned, too; empty if only the machine was looked at
 * @param findings what was found, the machine's findings first
 */
public record Explanation(Slot slot, Optional<Path> kernel, List<Finding> findings) {

  /** Creates the list unmodifiable. */
  public Explanation {
    findings = List.copyOf(findings);
  }

  /** {@return whether nothing is known to prevent a load} */
  public boolean succeeds() {
    return findings.stream().noneMatch(Finding::isError);
  }
}
