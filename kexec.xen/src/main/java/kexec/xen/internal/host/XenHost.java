package kexec.xen.internal.host;

import kexec.api.fault.Attempt;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.LinuxCalls;
import kexec.xen.internal.hypercall.Hypervisor;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/**
 * The running dom0 and its hypervisor, which the memory and the receiver share. The hypervisor is
 * reached when it is asked for the first time. Safe for use by several threads.
 */
@Component(service = XenHost.class)
@SatisfyingConditionTarget(XenHost.CONDITION)
public final class XenHost {

  /** The machine's name. */
  public static final String MACHINE = "xen";

  /** The architecture in whose state kernels are entered. */
  public static final String ARCH = "x86_64";

  /** What the machine runs under. */
  public static final String FIRMWARE = "xen";

  /** The condition's name. */
  public static final String CONDITION_ID = "kexec.xen.dom0";

  /** Where this machine can work. */
  public static final String CONDITION = "(osgi.condition.id=" + CONDITION_ID + ")";

  private final LinuxRoot root;
  private final Attempt<ReachedHypervisor> source;
  private @Nullable ReachedHypervisor reached;
  private boolean closed;

  /** Makes the host of this process. */
  @Activate
  public XenHost() {
    this(LinuxRoot.running(), ReachedHypervisor::open);
  }

  /**
   * Makes some other host.
   *
   * @param root where dom0's kernel shows itself
   * @param source reaches the hypervisor, at most once with success
   */
  public XenHost(LinuxRoot root, Attempt<ReachedHypervisor> source) {
    this.root = root;
    this.source = source;
  }

  /**
   * Returns where dom0's kernel shows itself.
   *
   * @return the directory of its {@code /proc} and {@code /sys}
   */
  public LinuxRoot root() {
    return root;
  }

  /**
   * Returns the hypervisor.
   *
   * @return always the same
   * @throws KexecException if it cannot be reached from here
   * @throws IllegalStateException after {@link #close}
   */
  public Hypervisor hypervisor() throws KexecException {
    return reached().hypervisor();
  }

  /**
   * Returns the calls of dom0's kernel.
   *
   * @return always the same
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

  /** Closes the devices, for good: the hypervisor is not reached again through this object. */
  @Deactivate
  public synchronized void close() {
    closed = true;
    if (reached != null) {
      reached.close();
      reached = null;
    }
  }
}
