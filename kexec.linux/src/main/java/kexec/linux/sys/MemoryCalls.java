package kexec.linux.sys;

import java.nio.ByteBuffer;
import kexec.api.memory.VirtualAddress;
import org.osgi.annotation.versioning.ConsumerType;

/** The calls for memory of this process that lies outside of the Java heap. */
@ConsumerType
public interface MemoryCalls {

  /**
   * Maps memory.
   *
   * @param request what and where
   * @return where it is mapped
   * @throws SystemCallException if the kernel refuses
   */
  VirtualAddress map(MapRequest request) throws SystemCallException;

  /**
   * Gives memory back. Buffers that look at it must not be used any more.
   *
   * @param start where it is mapped
   * @param length bytes
   * @throws SystemCallException if the kernel refuses
   */
  void unmap(VirtualAddress start, long length) throws SystemCallException;

  /**
   * Gives memory back that is the caller's own, which the kernel has no reason to refuse; otherwise
   * as {@link #unmap}.
   *
   * @param start where it is mapped
   * @param length bytes
   * @throws IllegalStateException if the kernel refuses, because these are no such addresses
   */
  default void giveBack(VirtualAddress start, long length) {
    try {
      unmap(start, length);
    } catch (SystemCallException e) {
      throw new IllegalStateException("these addresses are the caller's own", e);
    }
  }

  /**
   * Keeps memory from being swapped out.
   *
   * @param start where it is mapped
   * @param length bytes
   * @throws SystemCallException if the kernel refuses
   */
  void lock(VirtualAddress start, long length) throws SystemCallException;

  /**
   * Says that huge pages are welcome, where the kernel has them.
   *
   * @param start where it is mapped
   * @param length bytes
   * @throws SystemCallException if the kernel has none or refuses
   */
  void adviseHuge(VirtualAddress start, long length) throws SystemCallException;

  /**
   * Returns where a direct buffer has its content.
   *
   * @param buffer a direct or mapped buffer, which the caller keeps as long as it uses the address
   * @return the address of its first byte, whatever its position
   * @throws IllegalArgumentException if the buffer is not direct
   */
  VirtualAddress addressOf(ByteBuffer buffer);

  /**
   * Returns a buffer that looks at mapped memory.
   *
   * @param start the first byte
   * @param length bytes, not negative
   * @return a direct buffer, in the native byte order, that does not keep the memory mapped
   */
  ByteBuffer view(VirtualAddress start, int length);
}
