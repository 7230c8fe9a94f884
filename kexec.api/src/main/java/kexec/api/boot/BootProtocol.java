package kexec.api.boot;

import kexec.api.fault.KexecException;
import kexec.api.plan.Architecture;
import kexec.api.plan.MappedFile;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a kernel file is, how it is laid out in memory, and in what state it is entered.
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
   * Looks at a file.
   *
   * @param file the file, whose every byte may lie
   * @return what it is to this protocol
   * @throws KexecException if the file cannot be read
   */
  Recognition recognise(MappedFile file) throws KexecException;

  /**
   * Says what places an image needs.
   *
   * @param request what is to be booted
   * @return the layout; with an error among its findings where no layout makes sense
   * @throws KexecException if a file cannot be read
   */
  Layout layout(BootRequest request) throws KexecException;

  /**
   * Builds the image.
   *
   * @param request the same that was laid out
   * @param placement a place for every request of the layout
   * @return the image
   * @throws KexecException if a file cannot be read
   */
  BootImage build(BootRequest request, Placement placement) throws KexecException;
}
