package kexec.xen.internal.pages;

import kexec.api.fault.KexecException;
import kexec.linux.sys.MemoryCalls;
import org.osgi.annotation.versioning.ConsumerType;

/** Provides the calls for memory. Implementations are thread-safe. */
@ConsumerType
@FunctionalInterface
public interface MemorySource {

  /**
   * Provides the calls; called each time one is needed.
   *
   * @return the calls
   * @throws KexecException if they are not available, which must not happen after a success
   */
  MemoryCalls open() throws KexecException;
}
