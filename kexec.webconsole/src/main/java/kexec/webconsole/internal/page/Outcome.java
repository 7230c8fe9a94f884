package kexec.webconsole.internal.page;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;

/**
 * What became of a request that changes something.
 *
 * @param title what was done or not done
 * @param fault why it was not done; empty if it was
 * @param findings what was found on the way
 */
public record Outcome(String title, Optional<Fault> fault, List<Finding> findings) {

  /** Makes the list unmodifiable. */
  public Outcome {
    findings = List.copyOf(findings);
  }
}
