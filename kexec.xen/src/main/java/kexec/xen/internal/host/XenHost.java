package kexec.xen.internal.host;

import kexec.api.fault.Attempt;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.LinuxCalls;
import kexec.linux.sys.RunningLinux;
import kexec.xen.internal.hypercall.Hypervisor;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/**
 * The running dom0 and its hypervisor, shared by the memory and the receiver. The hypervisor is
 * opened on first use. Thread-safe.
 */
@Component(service = XenHost.class)
@SatisfyingConditionTarget(XenHost.CONDITION)
public final class XenHost {

  /** The machine's name. */
  public static final String MACHINE = "xen";

  /** The architecture whose state kernels are entered in. */
  public static final String ARCH = "x86_64";

  /** The machine's firmware. */
  public static final String FIRMWARE = "xen";

  /** The id of the condition. */
  public static final String CONDITION_ID = "kexec.xen.dom0";

  /** The condition for this machine. */
  public static final String CONDITION = "(osgi.condition.id=" + CONDITION_ID + ")";

  private final LinuxRoot root;
  private final Attempt<ReachedHypervisor> source;
  private @Nullable ReachedHypervisor reached;
  private boolean closed;

  /** Creates the host of this process. */
  @Activate
  public XenHost() {
    this(LinuxRoot.running(), () -> ReachedHypervisor.open(RunningLinux::calls));
  }

  /**
   * Creates another host.
   *
   * @param root the root of dom0's {@code /proc} and {@code /sys}
   * @param source opens the hypervisor; succeeds at most once
   */
  public XenHost(LinuxRoot root, Attempt<ReachedHypervisor> source) {
    this.root = root;
    this.source = source;
  }

  /** {@return the directory of {@code /proc} and {@code /sys} of dom0's kernel} */
  public LinuxRoot root() {
    return root;
  }

  /**
   * {@return the hypervisor, always the same}
   *
   * @throws KexecException if it cannot be reached from here
   * @throws IllegalStateException after {@link #close}
   */
  public Hypervisor hypervisor() throws KexecException {
    return reached().hypervisor();
  }

  /**
   * {@return the calls of dom0's kernel, always the same}
   *
   * @throws KexecException if they cannot be made from here
   * @throws IllegalStateException after {@link #close}
   */
  public LinuxCalls calls() throws KexecException {
    return reached().calls();
  }

  private synchronized ReachedHypervisor reached() throws KexecException {
    if (closed) {
      throw new IllegalStateException("the way to the hypervisor was closed");
    }
    if (reached == null) {
      reached = source.run();
    }
    return reached;
  }

  /** Closes the devices permanently: this object does not open the hypervisor again. */
  @Deactivate
  public synchronized void close() {
    closed = true;
    if (reached != null) {
      reached.close();
      reached = null;
    }
  }
}
