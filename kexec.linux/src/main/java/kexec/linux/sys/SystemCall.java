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
}
