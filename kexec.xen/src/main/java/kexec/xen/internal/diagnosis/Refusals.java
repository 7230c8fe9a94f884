package kexec.xen.internal.diagnosis;

import java.util.Optional;
import java.util.Set;
import kexec.api.fault.BusyException;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NoMachineException;
import kexec.api.fault.NotPermittedException;
import kexec.linux.sys.Errno;
import kexec.linux.sys.FailedCall;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.hypercall.KexecOp;
import kexec.xen.internal.hypercall.MemoryOp;

/**
 * Creates exceptions for failed hypercalls. The hypervisor's error numbers have several causes;
 * those ruled out before the call are not mentioned.
 */
public final class Refusals {

  private static final Set<String> HYPERCALLS = Set.of(KexecOp.NAME, MemoryOp.NAME);

  private Refusals() {}

  /**
   * {@return the exception of the type that fits the cause}
   *
   * @param e the failed call
   * @param operation the purpose of the call, or of the hypercall for which memory was needed
   */
  public static KexecException of(SystemCallException e, Operation operation) {
    Optional<Errno> errno = e.failed().errno();
    Operation real =
        operation == Operation.OPEN || isOfHypervisor(e.failed()) ? operation : Operation.BUFFER;
    return errno.isPresent() ? known(e, errno.get(), real) : unknown(e);
  }

  /**
   * {@return whether a call is a hypercall, and not one by which dom0's kernel provides memory for
   * it}
   *
   * @param failed the call
   */
  public static boolean isOfHypervisor(FailedCall failed) {
    return HYPERCALLS.contains(failed.call().name());
  }

  private static KexecException known(SystemCallException e, Errno errno, Operation operation) {
    return switch (errno) {
      case EPERM, EACCES -> forbidden(e, operation);
      case ENOENT, ENXIO, ENODEV -> absent(e, operation);
      case ENOSYS, EOPNOTSUPP -> missing(e);
      case EBUSY -> busy(e);
      case ENOMEM, EAGAIN -> memory(e, operation);
      case EADDRNOTAVAIL -> place(e, operation);
      case EFAULT ->
          receiver(
              e,
              "buffer-unreadable",
              "the hypervisor could not read or write this process's memory",
              "Try again; if it stays so, report it with the kernel's version.");
      case EINVAL ->
          receiver(
              e,
              "arguments-refused",
              "the hypervisor does not take these arguments",
              "Report it with the hypervisor's version: the plan was checked by its rules.");
      default -> unknown(e);
    };
  }

  private static KexecException forbidden(SystemCallException e, Operation operation) {
    if (operation == Operation.OPEN) {
      return new NotPermittedException(
          fault(
              e,
              "not-root",
              "only root may call the hypervisor",
              "Run as root, outside of a container."),
          e);
    }
    if (operation == Operation.BUFFER) {
      return new NotPermittedException(
          fault(
              e,
              "memory-not-locked",
              "this process may not lock as much memory",
              "Raise its limit (ulimit -l), or run as root."),
          e);
    }
    return new NotPermittedException(
        fault(
            e,
            "xen-forbids",
            "the hypervisor does not let this domain do it: it is not the control domain, or the"
                + " hypervisor's security policy (XSM) forbids it, or the device was restricted for"
                + " this process",
            "Run in dom0; where the hypervisor was started with flask=enforcing, let the policy"
                + " permit kexec."),
        e);
  }

  private static KexecException absent(SystemCallException e, Operation operation) {
    if (operation == Operation.START) {
      return receiver(
          e, "nothing-loaded", "the hypervisor holds no such image", "Load an image first.");
    }
    return new NoMachineException(
        fault(
            e,
            "privcmd-missing",
            "the kernel does not offer the device through which the hypervisor is called",
            "Load the kernel's module: modprobe xen-privcmd."),
        e);
  }

  private static KexecException missing(SystemCallException e) {
    return new NoMachineException(
        fault(
            e,
            "xen-without-kexec",
            "the hypervisor has no such call: it was built without kexec (CONFIG_KEXEC), or is of"
                + " another version than this call",
            "Start a hypervisor that was built with kexec; distributions' are."),
        e);
  }

  private static KexecException busy(SystemCallException e) {
    return new BusyException(
        fault(
            e,
            "xen-busy",
            "the hypervisor is about to leave for an image",
            "Nothing is to be done: it does not come back from that."),
        e);
  }

  private static KexecException memory(SystemCallException e, Operation operation) {
    return switch (operation) {
      case LOAD_DEFAULT ->
          receiver(
              e,
              "xen-memory-short",
              "the hypervisor has too little free memory to keep the image until the jump; what"
                  + " dom0 has is not free for it",
              "Let dom0 give some back (xl mem-set 0 SIZE), start with a smaller dom0_mem=, or use a"
                  + " smaller initrd.");
      case LOAD_CRASH ->
          receiver(
              e,
              "crash-region-full",
              "no room is left in the crash region for the hypervisor's own pages",
              "Reserve more with crashkernel= on the hypervisor's command line.");
      case OPEN, QUERY, BUFFER, UNLOAD, START ->
          receiver(e, "memory-short", "dom0 has too little memory", "Free memory in dom0.");
    };
  }

  private static KexecException place(SystemCallException e, Operation operation) {
    if (operation == Operation.LOAD_CRASH) {
      return receiver(
          e,
          "segment-outside-crash-region",
          "a segment or the entry does not lie in the crash region, or no whole pages",
          "Plan again; where no memory is reserved, start the hypervisor with crashkernel=SIZE.");
    }
    return receiver(
        e, "segment-not-aligned", "a segment is no whole pages", "Plan again, and report this.");
  }

  private static KexecException unknown(SystemCallException e) {
    return receiver(
        e,
        "hypercall-failed",
        "the hypervisor gives " + e.failed().errorName() + " and no reason",
        "Look for its reason in the hypervisor's log, with xl dmesg.");
  }

  private static KexecException receiver(
      SystemCallException e, String code, String cause, String cure) {
    return new KexecException(fault(e, code, cause, cure), e);
  }

  private static Fault fault(SystemCallException e, String code, String cause, String cure) {
    return new Fault(code, e.failed().summary(), cause, cure);
  }
}
