package kexec.baremetal.internal.staging;

import kexec.linux.sys.KexecCalls;
import kexec.linux.sys.SystemCall;
import kexec.linux.sys.SystemCallException;

/** An image that one system call hands over. Used by one thread at a time. */
public interface Staged extends AutoCloseable {

  /**
   * Returns the call that hands it over.
   *
   * @return the call, as it will be made
   */
  SystemCall call();

  /**
   * Hands it over.
   *
   * @param calls the kernel's
   * @throws SystemCallException if the kernel refuses
   */
  void load(KexecCalls calls) throws SystemCallException;

  /** Gives back what staging took; the kernel has its own copy. A second call does nothing. */
  @Override
  void close();
}
