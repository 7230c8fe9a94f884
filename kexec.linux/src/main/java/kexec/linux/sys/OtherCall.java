package kexec.linux.sys;

/**
 * A call whose arguments only people read.
 *
 * @param name the name that the kernel has for it
 * @param arguments as they stand between its brackets
 */
public record OtherCall(String name, String arguments) implements SystemCall {

  /** How much of the arguments a short line has. */
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
