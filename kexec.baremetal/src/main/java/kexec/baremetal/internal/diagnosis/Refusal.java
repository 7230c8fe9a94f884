package kexec.baremetal.internal.diagnosis;

import kexec.api.fault.BadFileException;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NoMachineException;
import kexec.api.fault.NotPermittedException;

/** Which exception tells of a refusal. */
enum Refusal {
  /** The caller may not, or nobody may. */
  NOT_PERMITTED,
  /** Another operation has not ended. */
  BUSY,
  /** A file cannot be used as it is. */
  BAD_FILE,
  /** The running kernel cannot do this at all. */
  NO_MACHINE,
  /** The kernel refused the image. */
  RECEIVER;

  KexecException exception(Fault fault, Throwable cause) {
    return switch (this) {
      case NOT_PERMITTED -> new NotPermittedException(fault, cause);
      case BUSY -> new BusyException(fault, cause);
      case BAD_FILE -> new BadFileException(fault, cause);
      case NO_MACHINE -> new NoMachineException(fault, cause);
      case RECEIVER -> new KexecException(fault, cause);
    };
  }
}
