package kexec.xen.internal.host;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import kexec.api.fault.Attempt;
import kexec.api.fault.KexecException;
import kexec.linux.sys.Descriptor;
import kexec.linux.sys.Errno;
import kexec.linux.sys.LinuxCalls;
import kexec.linux.sys.SystemCallException;
import kexec.xen.internal.diagnosis.Operation;
import kexec.xen.internal.diagnosis.Refusals;
import kexec.xen.internal.hypercall.DevicePrivcmd;
import kexec.xen.internal.hypercall.HypercallMemory;
import kexec.xen.internal.hypercall.Hypervisor;

/**
 * An open hypervisor with its cleanup.
 *
 * @param calls the calls of the kernel in between
 * @param hypervisor the hypervisor
 * @param onClose closes what was opened
 */
public record ReachedHypervisor(LinuxCalls calls, Hypervisor hypervisor, Runnable onClose)
    implements AutoCloseable {

  private static final Set<Errno> ABSENT =
      EnumSet.of(Errno.ENOENT, Errno.ENXIO, Errno.ENODEV, Errno.EACCES, Errno.EPERM);

  /**
   * Reaches the hypervisor below this kernel through the kernel's devices.
   *
   * @param source opens the calls of this kernel
   * @return the hypervisor, the caller's to close
   * @throws KexecException if it cannot be reached from here
   */
  public static ReachedHypervisor open(Attempt<LinuxCalls> source) throws KexecException {
    LinuxCalls calls = source.run();
    Descriptor privcmd = privcmd(calls);
    boolean complete = false;
    try {
      Optional<Descriptor> buffers = buffers(calls);
      HypercallMemory memory = new HypercallMemory(calls, buffers);
      complete = true;
      return new ReachedHypervisor(
          calls,
          new Hypervisor(new DevicePrivcmd(calls, privcmd), memory),
          () -> {
            memory.close();
            buffers.ifPresent(Descriptor::close);
            privcmd.close();
          });
    } finally {
      if (!complete) {
        privcmd.close();
      }
    }
  }

  private static Descriptor privcmd(LinuxCalls calls) throws KexecException {
    try {
      return calls.openDevice(Path.of(DevicePrivcmd.PATH));
    } catch (SystemCallException e) {
      throw Refusals.of(e, Operation.OPEN);
    }
  }

  /**
   * Kernels before 4.18 have none, and some containers are not given it; locked memory does then.
   * Any other error may be gone the next time, and locked memory is the worse choice for as long as
   * the hypervisor is open.
   */
  private static Optional<Descriptor> buffers(LinuxCalls calls) throws KexecException {
    try {
      return Optional.of(calls.openDevice(Path.of(HypercallMemory.DEVICE)));
    } catch (SystemCallException e) {
      if (e.failed().errno().filter(ABSENT::contains).isPresent()) {
        return Optional.empty();
      }
      throw Refusals.of(e, Operation.BUFFER);
    }
  }

  @Override
  public void close() {
    onClose.run();
  }
}
