package kexec.api;

/**
 * A machine or boot protocol that is present, and what became of it.
 *
 * @param kind whether it is a machine or a boot protocol
 * @param name its name
 * @param architecture its {@code kexec.arch} property
 * @param firmware its {@code kexec.firmware} property; empty for a boot protocol
 * @param ranking its service ranking
 * @param bundle the symbolic name of the bundle that registered it
 * @param chosen whether it serves requests that name none
 * @param reason why it is chosen or not, in words
 */
public record Backend(
    Kind kind,
    String name,
    String architecture,
    String firmware,
    int ranking,
    String bundle,
    boolean chosen,
    String reason) {

  /** What a backend provides. */
  public enum Kind {
    /** Memory and a receiver. */
    MACHINE,
    /** Knowledge of kernel files. */
    PROTOCOL
  }
}
