package kexec.api.machine;

import java.nio.ByteBuffer;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.PageSize;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.api.memory.VirtualAddress;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What memory a machine has, where an image may lie, and what addresses mean.
 *
 * <p>It knows nothing of images. Implementations are safe for use by several threads.
 */
@ConsumerType
public interface MemoryOps {

  /**
   * Returns the size of the pages that are allocated and moved here.
   *
   * @return always the same
   */
  PageSize pageSize();

  /**
   * Returns the machine's memory as it is now, with the region reserved for a crash kernel.
   *
   * @return the map, in machine addresses
   * @throws KexecException if the machine does not let it be read
   */
  MemoryMap memoryMap() throws KexecException;

  /**
   * Allocates consecutive pages for content that is moved at the jump.
   *
   * @param order the binary logarithm of the number of pages, 0 to 10
   * @param limit the machine address below which the block should lie. Only a wish: an allocator
   *     that cannot aim may hand out a block above it, which the caller keeps until it is done, so
   *     that it is not handed out again, and then frees
   * @return the block, zeroed, which is the caller's until it is freed
   * @throws KexecException if there is no memory left for it
   */
  Page allocate(int order, MachineAddress limit) throws KexecException;

  /**
   * Gives back a block.
   *
   * @param page a block from {@link #allocate}
   * @throws IllegalArgumentException if it is not allocated now
   */
  void free(Page page);

  /**
   * Returns the machine frame in which a block starts.
   *
   * @param page an allocated block
   * @return its first frame
   * @throws IllegalArgumentException if it is not allocated now
   */
  Frame frame(Page page);

  /**
   * Returns the block that starts in a machine frame.
   *
   * @param frame any frame
   * @return the block, or nothing where no allocated block starts there
   */
  Optional<Page> page(Frame frame);

  /**
   * Translates what the loader sees to what its kernel calls physical.
   *
   * @param address in an allocated block
   * @return the physical address
   * @throws IllegalArgumentException if nothing is allocated there
   */
  PhysicalAddress toPhysical(VirtualAddress address);

  /**
   * Translates what the loader's kernel calls physical to what the loader sees.
   *
   * @param address in an allocated block
   * @return the virtual address
   * @throws IllegalArgumentException if nothing is allocated there
   */
  VirtualAddress toVirtual(PhysicalAddress address);

  /**
   * Translates what the running kernel calls physical to what the machine decodes.
   *
   * @param address in the running kernel's RAM
   * @return the machine address
   * @throws IllegalArgumentException if the running kernel has no such memory
   */
  MachineAddress toMachine(PhysicalAddress address);

  /**
   * Translates what the machine decodes to what the running kernel calls physical.
   *
   * @param address in the running kernel's RAM
   * @return the physical address
   * @throws IllegalArgumentException if the running kernel has no such memory
   */
  PhysicalAddress toPhysical(MachineAddress address);

  /**
   * Tells how content reaches a place.
   *
   * @param destination the place
   * @return {@link WriteAccess#DIRECT} only where every byte of it can be written before the jump
   */
  WriteAccess writeAccess(Range<MachineAddress> destination);

  /**
   * Makes a machine frame hold some content, and zeros behind it.
   *
   * @param frame one of an allocated block, or one in a range with {@link WriteAccess#DIRECT}
   * @param content from its position to its limit, at most a page; it may be kept and read until
   *     the frame is written or freed, so it must not be changed
   * @throws KexecException if the machine refuses
   * @throws IllegalArgumentException if the frame may not be written or the content is too long
   */
  void write(Frame frame, ByteBuffer content) throws KexecException;
}
