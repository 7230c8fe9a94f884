package kexec.receiver.host;

import kexec.api.fault.Attempt;
import kexec.api.fault.KexecException;
import kexec.api.memory.PageSize;
import kexec.linux.LinuxRoot;
import kexec.linux.host.HostReader;
import kexec.linux.sys.KexecCalls;
import kexec.linux.sys.LinuxCalls;
import kexec.linux.sys.RunningLinux;
import org.jspecify.annotations.Nullable;

/**
 * The running system, which the memory and the receiver share. Its calls are opened at first use,
 * because planning makes none. Thread-safe.
 */
public final class LinuxHost {

  /** The machine's name. */
  public static final String MACHINE = "linux";

  /** What the machine runs under. */
  public static final String FIRMWARE = "none";

  private final LinuxRoot root;
  private final KexecArchitecture architecture;
  private final Attempt<LinuxCalls> source;
  private @Nullable LinuxCalls calls;
  private @Nullable KexecCalls kexecCalls;

  /**
   * Creates the host of this process.
   *
   * @param architecture the architecture that it runs on
   */
  public LinuxHost(KexecArchitecture architecture) {
    this(LinuxRoot.running(), architecture, RunningLinux::calls);
  }

  /**
   * Creates another host.
   *
   * @param root where it shows itself
   * @param architecture the architecture that it runs on
   * @param source opens its calls, at most once with success
   */
  public LinuxHost(LinuxRoot root, KexecArchitecture architecture, Attempt<LinuxCalls> source) {
    this.root = root;
    this.architecture = architecture;
    this.source = source;
  }

  /** {@return what its kexec requires} */
  public KexecArchitecture architecture() {
    return architecture;
  }

  /** {@return the directory of the system's {@code /proc} and {@code /sys}} */
  public LinuxRoot root() {
    return root;
  }

  /**
   * {@return the size of the kernel's pages}
   *
   * @throws KexecException if the kernel's report of it cannot be understood
   */
  public PageSize pageSize() throws KexecException {
    return new HostReader(root).pageSize(architecture.abi());
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
