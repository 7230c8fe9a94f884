package kexec.linux.sys;

import java.nio.ByteBuffer;
import kexec.api.memory.VirtualAddress;
import org.osgi.annotation.versioning.ConsumerType;
import org.slf4j.LoggerFactory;

/** The system calls for off-heap memory of this process. */
@ConsumerType
public interface MemoryCalls {

  /**
   * Maps memory.
   *
   * @param request the mapping
   * @return the mapped address
   * @throws SystemCallException if the kernel refuses
   */
  VirtualAddress map(MapRequest request) throws SystemCallException;

  /**
   * Unmaps memory. Buffers over it must not be used afterwards.
   *
   * @param start the mapped address
   * @param length bytes
   * @throws SystemCallException if the kernel refuses
   */
  void unmap(VirtualAddress start, long length) throws SystemCallException;

  /**
   * Unmaps memory that is no longer needed. If the kernel refuses, it stays mapped until this
   * process ends, which is logged: where that memory lies between other memory of the process, to
   * unmap it takes one more mapping than the process may have (munmap(2), {@code ENOMEM}).
   *
   * @param start the mapped address
   * @param length bytes
   */
  default void giveBack(VirtualAddress start, long length) {
    try {
      unmap(start, length);
    } catch (SystemCallException e) {
      // Whoever gives it back has done, or has failed to do, something that this must not hide.
      LoggerFactory.getLogger(MemoryCalls.class)
          .warn("memory stays mapped until this process ends: {}", e.failed());
    }
  }

  /**
   * Locks memory against swapping.
   *
   * @param start the mapped address
   * @param length bytes
   * @throws SystemCallException if the kernel refuses
   */
  void lock(VirtualAddress start, long length) throws SystemCallException;

  /**
   * {@return the address of the first byte of a direct buffer, whatever its position}
   *
   * @param buffer a direct or mapped buffer; the caller keeps it reachable while using the address
   * @throws IllegalArgumentException if the buffer is not direct
   */
  VirtualAddress addressOf(ByteBuffer buffer);

  /**
   * {@return a direct buffer over mapped memory, in native byte order; it does not keep the memory
   * mapped}
   *
   * @param start the first byte
   * @param length bytes, not negative
   */
  ByteBuffer view(VirtualAddress start, int length);
}
