package kexec.linux.sys;

/**
 * A call whose arguments only people read.
 *
 * @param name the name that the kernel has for it
 * @param arguments as they stand between its brackets
 */
public record OtherCall(String name, String arguments) implements SystemCall {

  @Override
  public String toString() {
    return name + "(" + arguments + ")";
  }
}
