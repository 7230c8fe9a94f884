package kexec.core.internal.policy;

import java.util.Arrays;
import java.util.Optional;

/** How much of an image has to be approved. The order is that of strictness. */
public enum Requirement {
  /** Nothing. */
  OFF("off"),
  /** The kernel and all modules. */
  KERNEL("kernel"),
  /** Every file and every command line. */
  ALL("all");

  private final String label;

  Requirement(String label) {
    this.label = label;
  }

  /** {@return the name used in files: lower-case letters} */
  public String label() {
    return label;
  }

  /**
   * {@return the requirement with a name; empty if there is none}
   *
   * @param label the name
   */
  public static Optional<Requirement> labelled(String label) {
    return Arrays.stream(values()).filter(each -> each.label().equals(label)).findFirst();
  }
}
