package kexec.linux.sys;

/**
 * A call whose arguments are only displayed.
 *
 * @param name the kernel's name for it
 * @param arguments the text between its parentheses
 */
public record OtherCall(String name, String arguments) implements SystemCall {

  /** The maximum length of the arguments in a short line. */
  private static final int SHORT = 100;

  @Override
  public String summary() {
    return arguments.length() <= SHORT
        ? toString()
        : name + "(" + arguments.substring(0, SHORT) + "…)";
  }

  @Override
  public String toString() {
    return name + "(" + arguments + ")";
  }
}
