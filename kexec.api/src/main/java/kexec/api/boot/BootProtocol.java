package kexec.api.boot;

import kexec.api.fault.KexecException;
import kexec.api.plan.Architecture;
import kexec.api.plan.MappedFile;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A boot protocol: recognises kernel files, and through what it returns builds images of them.
 *
 * <p>Registered as a service with the property {@code kexec.arch}. Implementations keep no state
 * and are safe for use by several threads.
 */
@ConsumerType
public interface BootProtocol {

  /**
   * Returns the name by which users ask for this protocol.
   *
   * @return a name without spaces, such as {@code bzImage}
   */
  String name();

  /**
   * Returns what the kernels run on.
   *
   * @return the architecture
   */
  Architecture architecture();

  /**
   * Reads a file's headers.
   *
   * @param file untrusted input: validate every field
   * @return what it is to this protocol, with all of the file that building needs
   * @throws KexecException if the file cannot be read
   */
  Recognition recognise(MappedFile file) throws KexecException;
}
