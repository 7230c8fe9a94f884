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
   * Allocates a block of pages in consecutive frames.
   *
   * @param order the binary logarithm of the number of pages, 0 to 10
   * @param limit the machine address below which the block should be. Only a hint: an allocator
   *     that cannot choose addresses may return a block above it. The caller keeps that block until
   *     it has finished, so that it is not returned again, and then frees it
   * @return the first frame of the block, which is zeroed and belongs to the caller until it is
   *     freed
   * @throws KexecException if there is not enough memory
   * @throws IllegalArgumentException if the order is not within 0 to 10
   */
  Frame allocate(int order, MachineAddress limit) throws KexecException;

  /**
   * Frees a block.
   *
   * @param first as {@link #allocate} returned it
   * @throws IllegalArgumentException if no allocated block starts there
   */
  void free(Frame first);

  /**
   * Writes a page; zeros follow the content.
   *
   * @param frame a frame of an allocated block
   * @param content from its position to its limit, at most a page; it may be kept and read until
   *     the frame is written or freed, so it must not be changed
   * @throws KexecException if the machine refuses
   * @throws IllegalArgumentException if the frame is not allocated or the content is too long
   */
  void write(Frame frame, ByteBuffer content) throws KexecException;
}
