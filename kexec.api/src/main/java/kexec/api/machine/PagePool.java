package kexec.api.machine;

import java.nio.ByteBuffer;
import kexec.api.fault.KexecException;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.PageSize;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Pages of the running system in which content is staged until it is moved to its destination at
 * the jump. Only machines that pass pages to their receiver have one. Thread-safe.
 */
@ConsumerType
public interface PagePool {

  /** {@return the size of a page; always the same} */
  PageSize pageSize();

  /**
   * Allocates a page.
   *
   * @param limit the machine address below which the page should lie. Only a hint: an allocator
   *     that cannot choose addresses may return a page above it. The caller keeps that page until
   *     it has finished, so that it is not returned again, and then frees it
   * @return its frame, which is zeroed and belongs to the caller until it is freed
   * @throws KexecException if there is not enough memory
   */
  Frame allocate(MachineAddress limit) throws KexecException;

  /**
   * Frees a page.
   *
   * @param frame as {@link #allocate} returned it
   * @throws IllegalArgumentException if it is not allocated
   */
  void free(Frame frame);

  /**
   * Writes a page; zeros follow the content.
   *
   * @param frame an allocated frame
   * @param content from its position to its limit, at most a page; it may be kept and read until
   *     the frame is written or freed, so it must not be changed
   * @throws KexecException if the machine refuses
   * @throws IllegalArgumentException if the frame is not allocated or the content is too long
   */
  void write(Frame frame, ByteBuffer content) throws KexecException;
}
