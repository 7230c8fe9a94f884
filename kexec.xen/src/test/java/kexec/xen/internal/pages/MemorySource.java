package kexec.xen.internal.pages;

import kexec.api.fault.KexecException;
import kexec.linux.sys.MemoryCalls;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes the calls for memory available. Implementations are safe for use by several threads. */
@ConsumerType
@FunctionalInterface
public interface MemorySource {

  /**
   * Makes them available; called each time that one is needed.
   *
   * @return the calls
   * @throws KexecException if they cannot be made from here, which must not happen after they could
   */
  MemoryCalls open() throws KexecException;
}
