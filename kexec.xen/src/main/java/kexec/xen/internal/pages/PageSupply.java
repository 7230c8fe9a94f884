package kexec.xen.internal.pages;

import java.nio.ByteBuffer;
import kexec.api.fault.KexecException;
import kexec.api.memory.VirtualAddress;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * How memory is had whose pages stay where they are. Implementations are safe for use by several
 * threads.
 */
@ConsumerType
public interface PageSupply {

  /**
   * Takes memory.
   *
   * @param bytes a power of two, a page of 4096 bytes at least
   * @return its first byte, a multiple of {@code bytes}; all of it is in memory and zero
   * @throws KexecException if there is none; nothing stays taken then
   */
  VirtualAddress take(long bytes) throws KexecException;

  /**
   * Gives memory back.
   *
   * @param start as {@link #take} returned it
   * @param bytes as {@link #take} was asked for
   */
  void giveBack(VirtualAddress start, long bytes);

  /**
   * Returns a buffer that looks at taken memory.
   *
   * @param start the first byte
   * @param length bytes, not negative
   * @return a buffer that writes through and does not keep the memory taken
   */
  ByteBuffer view(VirtualAddress start, int length);

  /**
   * Looks up in which of the kernel's page frames taken memory lies.
   *
   * @param start the first page
   * @param pages how many of 4096 bytes
   * @return the number of each one's page frame, the caller's own
   * @throws KexecException if the kernel does not tell
   */
  long[] frames(VirtualAddress start, int pages) throws KexecException;
}
