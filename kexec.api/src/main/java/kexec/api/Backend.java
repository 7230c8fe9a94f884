package kexec.api;

import java.util.Locale;

/**
 * A machine or boot protocol that is present, with its selection state; or an absent machine, with
 * the reason for its absence.
 *
 * @param kind whether it is a machine, an absent machine or a boot protocol
 * @param name its name
 * @param architecture its {@code kexec.arch} property
 * @param firmware its {@code kexec.firmware} property; empty for a boot protocol
 * @param ranking its service ranking; 0 for an absent machine
 * @param bundle the symbolic name of the bundle that registered it
 * @param chosen whether it serves requests that name no backend
 * @param reason why it is chosen, not chosen or absent, as text
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
    /** Nothing yet: the machine is supported here, but something that it depends on is missing. */
    ABSENT_MACHINE,
    /** Support for kernel file formats. */
    PROTOCOL;

    /** {@return the name used in texts and JSON documents: lower case, words joined by hyphens} */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
