package kexec.linux.sys;

/**
 * A system call with its arguments, as it is told to people: {@code name(argument=value, …)}, the
 * names as the kernel has them, addresses and flags in hexadecimal.
 */
public sealed interface SystemCall permits KexecLoad, KexecFileLoad, OtherCall {

  /**
   * Returns which call it is.
   *
   * @return the name that the kernel has for it
   */
  String name();

  /**
   * Returns the call in one short line, without what makes it long: the addresses of segments, the
   * end of a command line.
   *
   * @return as {@link Object#toString}, some hundred characters at most
   */
  default String summary() {
    return toString();
  }
}
