package kexec.baremetal.internal.diagnosis;

import java.util.Optional;
import java.util.function.UnaryOperator;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.SystemCallException;

/**
 * Explains why a system call failed: reads the machine as it is then, and says which of the causes
 * that the error number can have it is. Safe for use by several threads.
 */
public final class Diagnosis {

  private final LinuxRoot root;

  /**
   * Makes a diagnosis of a system.
   *
   * @param root the system to read
   */
  public Diagnosis(LinuxRoot root) {
    this.root = root;
  }

  /**
   * Explains a call that failed. Call it in the thread that made the call, before the files are
   * closed that were handed over: its rights and their names are looked up.
   *
   * @param failed the call
   * @return the call, the cause and the cure
   */
  public Fault explain(FailedCall failed) {
    return verdict(failed).of(failed);
  }

  /**
   * Makes the exception that tells of a call that failed; as {@link #explain} otherwise.
   *
   * @param e the call
   * @return the exception of the kind that fits the cause
   */
  public KexecException refusal(SystemCallException e) {
    return refusal(e, fault -> fault);
  }

  /**
   * Makes the exception that tells of a call that failed, and of something else besides.
   *
   * @param e the call
   * @param more adds to the fault what else there is to tell
   * @return the exception of the kind that fits the cause
   */
  public KexecException refusal(SystemCallException e, UnaryOperator<Fault> more) {
    Verdict verdict = verdict(e.failed());
    return verdict.refusal().exception(more.apply(verdict.of(e.failed())), e);
  }

  private Verdict verdict(FailedCall failed) {
    Incident incident = Incident.of(failed, root);
    return failed
        .errno()
        .map(
            errno ->
                switch (incident.kind()) {
                  case OTHER -> ofHelper(incident, errno);
                  case REBOOT -> RebootCauses.of(incident, errno);
                  case LOAD, FILE_LOAD, UNLOAD, FILE_UNLOAD -> verdict(incident, errno);
                })
        .orElseGet(() -> unknown(incident, Refusal.RECEIVER));
  }

  /** A call that staging needs: its errors mean other things than those of kexec. */
  private static Verdict ofHelper(Incident incident, Errno errno) {
    return switch (errno) {
      case ENOMEM -> MemoryCauses.of(incident);
      case EPERM, EACCES -> unknown(incident, Refusal.NOT_PERMITTED);
      default -> unknown(incident, Refusal.RECEIVER);
    };
  }

  private static Verdict verdict(Incident incident, Errno errno) {
    return switch (errno) {
      case EPERM -> PermissionCauses.of(incident);
      case EACCES -> AccessCauses.of(incident);
      case EBUSY -> FileCauses.busy(incident);
      case EADDRNOTAVAIL -> AddressCauses.of(incident);
      case EINVAL -> invalid(incident);
      case ENOEXEC -> FormatCauses.of(incident);
      case ENOMEM -> MemoryCauses.of(incident);
      case ENOSYS -> MissingCauses.of(incident);
      case ETXTBSY -> FileCauses.openForWriting(incident);
      case EFBIG -> FileCauses.tooLarge(incident);
      case EBADF -> FileCauses.notOpen(incident);
      case EFAULT -> FileCauses.unreadableContent(incident);
      // The errors of signatures; what is left then is told as it is.
      default ->
          SignatureCauses.of(incident, errno).orElseGet(() -> unknown(incident, Refusal.RECEIVER));
    };
  }

  private static Verdict invalid(Incident incident) {
    Optional<Verdict> segments = incident.segments().map(load -> ArgumentCauses.of(incident, load));
    Optional<Verdict> files = incident.files().map(load -> FileArgumentCauses.of(incident, load));
    return segments.or(() -> files).orElseGet(() -> unknown(incident, Refusal.RECEIVER));
  }

  /** What is told where an error number means nothing in particular. */
  static Verdict unknown(Incident incident, Refusal refusal) {
    return new Verdict(
        refusal,
        "system-call-failed",
        "the kernel gives " + incident.failed().errorName() + " and no reason",
        "Look for its reason in the kernel's log, with dmesg.");
  }
}
