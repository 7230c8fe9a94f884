package kexec.xen.internal.model;

import kexec.linux.sys.Errno;

/** The model hypervisor's refusal. */
final class ModelFault extends Exception {

  private static final long serialVersionUID = 1L;

  private final Errno errno;

  ModelFault(Errno errno) {
    super(errno.name());
    this.errno = errno;
  }

  Errno errno() {
    return errno;
  }
}
