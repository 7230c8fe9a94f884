package kexec.base.fdt;

import kexec.api.fault.BadFileException;
import kexec.api.fault.Fault;

/** Describes what is wrong with a device tree. */
final class TreeFault {

  private TreeFault() {}

  /**
   * {@return the exception}
   *
   * @param code its code
   * @param source where the tree was read from
   * @param cause why it cannot be used
   */
  static BadFileException of(String code, String source, String cause) {
    return new BadFileException(
        new Fault(
            code,
            "read the device tree " + source,
            cause,
            "Check it with dtc -I dtb -O dts, and get it anew from where it came, or name another"
                + " device tree."));
  }
}
