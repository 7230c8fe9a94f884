package kexec.api;

import java.util.Locale;

/**
 * A machine or boot protocol that is present, and what became of it; or a machine that is not, and
 * why.
 *
 * @param kind whether it is a machine, an absent one or a boot protocol
 * @param name its name
 * @param architecture its {@code kexec.arch} property
 * @param firmware its {@code kexec.firmware} property; empty for a boot protocol
 * @param ranking its service ranking; 0 for an absent machine
 * @param bundle the symbolic name of the bundle that registered it
 * @param chosen whether it serves requests that name none
 * @param reason why it is chosen, or not, or absent, in words
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
    /** Nothing yet: the machine could be here, but something that it works with is missing. */
    ABSENT_MACHINE,
    /** Knowledge of kernel files. */
    PROTOCOL;

    /**
     * Returns the name that texts and JSON documents use.
     *
     * @return the name in lower case, its words joined by hyphens
     */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
