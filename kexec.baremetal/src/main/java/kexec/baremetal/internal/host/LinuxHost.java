package kexec.baremetal.internal.host;

import kexec.api.fault.Attempt;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.KexecCalls;
import kexec.linux.sys.LinuxCalls;
import kexec.linux.sys.RunningLinux;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.SatisfyingConditionTarget;

/**
 * The running system, which the memory and the receiver share. Its calls are opened at first use,
 * because planning makes none. Thread-safe.
 */
@Component(service = LinuxHost.class)
@SatisfyingConditionTarget(LinuxHost.CONDITION)
public final class LinuxHost {

  /** The machine's name. */
  public static final String MACHINE = "linux";

  /** The architecture of the kernels that it starts. */
  public static final String ARCH = "x86_64";

  /** What the machine runs under. */
  public static final String FIRMWARE = "none";

  /** The condition's name. */
  public static final String CONDITION_ID = "kexec.baremetal.linux";

  /** Where this machine can work. */
  public static final String CONDITION = "(osgi.condition.id=" + CONDITION_ID + ")";

  private final LinuxRoot root;
  private final Attempt<LinuxCalls> source;
  private @Nullable LinuxCalls calls;
  private @Nullable KexecCalls kexecCalls;

  /** Creates the host of this process. */
  @Activate
  public LinuxHost() {
    this(LinuxRoot.running(), RunningLinux::calls);
  }

  /**
   * Creates another host.
   *
   * @param root where it shows itself
   * @param source opens its calls, at most once with success
   */
  public LinuxHost(LinuxRoot root, Attempt<LinuxCalls> source) {
    this.root = root;
    this.source = source;
  }

  /** {@return the directory of the system's {@code /proc} and {@code /sys}} */
  public LinuxRoot root() {
    return root;
  }

  /**
   * {@return the calls of the kernel, always the same}
   *
   * @throws KexecException if they cannot be made from here
   */
  public synchronized LinuxCalls calls() throws KexecException {
    if (calls == null) {
      calls = source.run();
    }
    return calls;
  }

  /**
   * {@return the calls by which the kernel takes images, one at a time; always the same}
   *
   * @throws KexecException if they cannot be made from here
   */
  public synchronized KexecCalls kexecCalls() throws KexecException {
    if (kexecCalls == null) {
      kexecCalls = new SerialCalls(calls());
    }
    return kexecCalls;
  }
}
