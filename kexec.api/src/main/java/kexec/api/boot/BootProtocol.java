package kexec.api.boot;

import kexec.api.fault.KexecException;
import kexec.api.plan.Architecture;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A boot protocol: recognises kernel files, and returns builders of their images.
 *
 * <p>Registered as a service with the property {@code kexec.arch}. Implementations are stateless
 * and thread-safe.
 */
@ConsumerType
public interface BootProtocol {

  /**
   * {@return the name by which users ask for this protocol, without spaces, such as {@code
   * bzImage}}
   */
  String name();

  /** {@return the architecture of the kernels} */
  Architecture architecture();

  /**
   * Reads a file's headers.
   *
   * @param file untrusted input: validate every field
   * @return what the file is for this protocol, with everything that building an image needs of it
   * @throws KexecException if the file cannot be read
   */
  Recognition recognise(BootFile file) throws KexecException;
}
