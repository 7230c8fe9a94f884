package kexec.linux.sys;

/**
 * A system call with its arguments in display form: {@code name(argument=value, …)}, with the
 * kernel's names, addresses and flags in hexadecimal.
 */
public sealed interface SystemCall permits KexecLoad, KexecFileLoad, OtherCall {

  /** {@return the kernel's name for the call} */
  String name();

  /**
   * {@return the call as one short line, about a hundred characters at most: as {@link
   * Object#toString}, without the addresses of segments and the end of a command line}
   */
  default String summary() {
    return toString();
  }
}
