package kexec.xen.internal.pages;

import java.nio.ByteBuffer;
import kexec.api.fault.KexecException;
import kexec.api.memory.VirtualAddress;

/** A source of memory whose pages are not moved. Implementations are thread-safe. */
public interface PageSupply {

  /**
   * Allocates memory.
   *
   * @param bytes the size; whole pages of 4096 bytes
   * @return its first address; all of it is resident and zero
   * @throws KexecException if there is none; nothing stays allocated then
   */
  VirtualAddress take(long bytes) throws KexecException;

  /**
   * Releases memory.
   *
   * @param start as returned by {@link #take}
   * @param bytes as passed to {@link #take}
   */
  void giveBack(VirtualAddress start, long bytes);

  /**
   * {@return a buffer over allocated memory, which writes through and does not keep the memory
   * allocated}
   *
   * @param start the first byte
   * @param length bytes, not negative
   */
  ByteBuffer view(VirtualAddress start, int length);

  /**
   * {@return the machine frame of each allocated page; the caller owns the array}
   *
   * @param start the first page
   * @param pages the number of pages
   * @throws KexecException if the frames are not available
   */
  long[] machineFrames(VirtualAddress start, int pages) throws KexecException;
}
