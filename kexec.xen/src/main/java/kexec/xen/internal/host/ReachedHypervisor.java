package kexec.xen.internal.host;

import java.nio.file.Path;
import java.util.Optional;
import kexec.api.fault.Attempt;
import kexec.api.fault.KexecException;
import kexec.linux.sys.Descriptor;
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
    Optional<Descriptor> buffers = buffers(calls);
    return new ReachedHypervisor(
        calls,
        new Hypervisor(new DevicePrivcmd(calls, privcmd), new HypercallMemory(calls, buffers)),
        () -> {
          buffers.ifPresent(Descriptor::close);
          privcmd.close();
        });
  }

  private static Descriptor privcmd(LinuxCalls calls) throws KexecException {
    try {
      return calls.openDevice(Path.of(DevicePrivcmd.PATH));
    } catch (SystemCallException e) {
      throw Refusals.of(e, Operation.OPEN);
    }
  }

  /** Kernels before 4.18 have none; locked memory does then. */
  private static Optional<Descriptor> buffers(LinuxCalls calls) {
    try {
      return Optional.of(calls.openDevice(Path.of(HypercallMemory.DEVICE)));
    } catch (SystemCallException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    onClose.run();
  }
}
