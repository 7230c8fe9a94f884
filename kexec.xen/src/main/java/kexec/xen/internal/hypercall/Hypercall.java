package kexec.xen.internal.hypercall;

import java.util.List;
import kexec.linux.sys.OtherCall;

/**
 * A hypercall.
 *
 * @param number its number (Xen, xen/include/public/xen.h, {@code __HYPERVISOR_*})
 * @param arguments at most five words
 * @param told the call for display
 */
public record Hypercall(int number, List<Long> arguments, OtherCall told) {

  /** The maximum that the kernel passes on. */
  static final int MAX_ARGUMENTS = 5;

  /**
   * Checks the number of arguments.
   *
   * @throws IllegalArgumentException if there are more than five
   */
  public Hypercall {
    arguments = List.copyOf(arguments);
    if (arguments.size() > MAX_ARGUMENTS) {
      throw new IllegalArgumentException(arguments.size() + " arguments");
    }
  }
}
