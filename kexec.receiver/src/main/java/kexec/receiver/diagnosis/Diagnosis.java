package kexec.receiver.diagnosis;

import java.util.function.UnaryOperator;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.KexecFileLoad;
import kexec.linux.sys.KexecLoad;
import kexec.linux.sys.SystemCallException;
import kexec.receiver.host.KexecArchitecture;
import kexec.receiver.host.PolicyReader;

/**
 * Explains why a system call failed: compares the causes that the error number can have with the
 * machine at that moment. Thread-safe.
 */
public final class Diagnosis {

  /** A clause. */
  private static final String LIVE_UPDATE =
      "the state that a live update takes with it could not be saved, so that the kernel went on";

  private final LinuxRoot root;
  private final KexecArchitecture architecture;
  private final PolicyReader policy;

  /**
   * Creates a diagnosis of a system.
   *
   * @param root the system to read
   * @param architecture what its kexec requires
   */
  public Diagnosis(LinuxRoot root, KexecArchitecture architecture) {
    this(root, architecture, new PolicyReader(root));
  }

  /**
   * Creates a diagnosis of a system whose policy is read elsewhere too.
   *
   * @param root the system to read
   * @param architecture what its kexec requires
   * @param policy reads its policy
   */
  public Diagnosis(LinuxRoot root, KexecArchitecture architecture, PolicyReader policy) {
    this.root = root;
    this.architecture = architecture;
    this.policy = policy;
  }

  /**
   * Explains a call that failed. Call it in the thread that made the call, before the files that
   * were handed over are closed: it looks up the thread's rights and the files' names.
   *
   * @param failed the call
   * @return the call, the cause and the cure
   */
  public Fault explain(FailedCall failed) {
    return cause(failed).fault(failed);
  }

  /**
   * {@return the exception that reports a failed call, of the kind that fits the cause; as {@link
   * #explain} otherwise}
   *
   * @param e the call
   */
  public KexecException refusal(SystemCallException e) {
    return refusal(e, fault -> fault);
  }

  /**
   * {@return the exception that reports a failed call and something else besides}
   *
   * @param e the call
   * @param more adds to the fault what else there is to report
   */
  public KexecException refusal(SystemCallException e, UnaryOperator<Fault> more) {
    Cause cause = cause(e.failed());
    return cause.type().apply(more.apply(cause.fault(e.failed())), e);
  }

  private Cause cause(FailedCall failed) {
    Incident incident = Incident.of(failed, root, architecture, policy);
    return failed
        .errno()
        .map(
            errno ->
                switch (incident.kind()) {
                  case OTHER -> ofHelper(incident, errno);
                  case REBOOT -> ofReboot(incident, errno);
                  case LOAD, FILE_LOAD, UNLOAD, FILE_UNLOAD -> ofKexec(incident, errno);
                })
        .orElseGet(() -> Cause.unknown(failed, KexecException::new));
  }

  /** A call that staging needs: its errors mean other things than those of kexec. */
  private static Cause ofHelper(Incident incident, Errno errno) {
    return switch (errno) {
      case ENOMEM -> ImageCauses.memory(incident);
      case EPERM, EACCES -> Cause.unknown(incident.failed(), NotPermittedException::new);
      default -> Cause.unknown(incident.failed(), KexecException::new);
    };
  }

  private static Cause ofKexec(Incident incident, Errno errno) {
    return switch (errno) {
      case EPERM -> PolicyCauses.permission(incident);
      case EACCES -> PolicyCauses.access(incident);
      case ENOSYS -> PolicyCauses.missing(incident);
      case EBUSY -> busy("another program loads or unloads an image, or changes the crash region");
      case EADDRNOTAVAIL ->
          incident.kind() == Incident.CallKind.LOAD
              ? ImageCauses.place(incident, (KexecLoad) incident.failed().call())
              : ImageCauses.place(incident);
      case EINVAL -> invalid(incident);
      case ENOMEM -> ImageCauses.memory(incident);
      case ENOEXEC -> FileCauses.format(incident);
      default ->
          FileCauses.of(incident, errno)
              .orElseGet(() -> Cause.unknown(incident.failed(), KexecException::new));
    };
  }

  private static Cause invalid(Incident incident) {
    return switch (incident.kind()) {
      case LOAD -> ImageCauses.arguments(incident, (KexecLoad) incident.failed().call());
      case FILE_LOAD -> FileCauses.arguments(incident, (KexecFileLoad) incident.failed().call());
      case UNLOAD, FILE_UNLOAD, REBOOT, OTHER ->
          Cause.unknown(incident.failed(), KexecException::new);
    };
  }

  /**
   * Errors of {@code reboot}: there is nothing to start, or not from here; or the state that a live
   * update takes with it could not be saved, which fails the call with any error (Linux,
   * kernel/liveupdate/luo_core.c, liveupdate_reboot()).
   */
  private static Cause ofReboot(Incident incident, Errno errno) {
    boolean liveUpdates = incident.facts().liveUpdates();
    return switch (errno) {
      case EPERM -> PolicyCauses.permission(incident);
      case EACCES -> PolicyCauses.access(incident);
      case ENOSYS -> PolicyCauses.missing(incident);
      case EBUSY -> busy("an image is being loaded" + (liveUpdates ? ", or " + LIVE_UPDATE : ""));
      case EINVAL ->
          Cause.select(
              "reboot-refused",
              KexecException::new,
              new Cause(
                  KexecException::new,
                  true,
                  incident.facts().loaded().map(loaded -> !loaded),
                  "nothing-loaded",
                  "the kernel has no image in the default slot",
                  "Load one first.",
                  "an image is loaded"),
              liveUpdate(liveUpdates),
              new Cause(
                  NotPermittedException::new,
                  true,
                  Cause.POSSIBLE,
                  "pid-namespace",
                  "a container with process numbers of its own cannot restart the machine",
                  "Run outside of the container.",
                  ""));
      // All others are those of whatever saves its state.
      default ->
          liveUpdates ? liveUpdate(true) : Cause.unknown(incident.failed(), KexecException::new);
    };
  }

  private static Cause busy(String cause) {
    return Cause.only(
        BusyException::new,
        "kexec-busy",
        cause,
        "Try again when that has ended; it takes seconds.");
  }

  private static Cause liveUpdate(boolean applies) {
    return new Cause(
        KexecException::new,
        applies,
        Cause.POSSIBLE,
        "live-update-failed",
        LIVE_UPDATE,
        "Look for its reason in the kernel's log, with dmesg; end the program whose session of"
            + " /dev/liveupdate cannot be saved, then execute again. Or start the running kernel"
            + " without liveupdate=on.",
        "");
  }
}
