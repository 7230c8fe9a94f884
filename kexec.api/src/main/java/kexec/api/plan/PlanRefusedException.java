package kexec.api.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kexec.api.fault.Fault;
import kexec.api.fault.Finding;
import kexec.api.fault.KexecException;
import org.jspecify.annotations.Nullable;

/** Thrown when no loadable plan could be made. It reports all obstacles at once. */
public final class PlanRefusedException extends KexecException {

  private static final long serialVersionUID = 1L;

  private final Finding[] findings;

  /** Not serialized, because it is as large as the image and has mapped files. */
  private final transient @Nullable Plan draft;

  /**
   * Creates the exception.
   *
   * @param attempted what was to be planned
   * @param findings all findings, with at least one error
   * @param draft the incomplete plan, or null if the kernel was not even recognised
   * @throws IllegalArgumentException if no finding is an error
   */
  public PlanRefusedException(String attempted, List<Finding> findings, @Nullable Plan draft) {
    super(fault(attempted, findings));
    this.findings = findings.toArray(Finding[]::new);
    this.draft = draft;
  }

  private static Fault fault(String attempted, List<Finding> findings) {
    List<Finding> errors = findings.stream().filter(Finding::isError).toList();
    if (errors.isEmpty()) {
      throw new IllegalArgumentException("a refusal without an error");
    }
    String cause = errors.stream().map(Finding::message).collect(Collectors.joining("; "));
    String cure = errors.stream().map(Finding::cure).distinct().collect(Collectors.joining(" "));
    return new Fault(errors.get(0).code(), attempted, cause, cure);
  }

  /** {@return all findings; unmodifiable} */
  public List<Finding> findings() {
    return List.of(findings);
  }

  /**
   * {@return the incomplete plan, which is not loadable; empty if the kernel was not recognised or
   * the exception was serialized}
   */
  public Optional<Plan> draft() {
    return Optional.ofNullable(draft);
  }
}
