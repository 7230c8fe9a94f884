package kexec.xen.internal.pages;

import java.nio.ByteBuffer;
import kexec.api.fault.KexecException;
import kexec.api.memory.VirtualAddress;

/** The source of memory whose pages stay where they are. Implementations are thread-safe. */
public interface PageSupply {

  /**
   * Takes memory.
   *
   * @param bytes how much, whole pages of 4096 bytes
   * @return its first byte; all of it is in memory and zero
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
   * {@return a buffer over taken memory, which writes through and does not keep the memory taken}
   *
   * @param start the first byte
   * @param length bytes, not negative
   */
  ByteBuffer view(VirtualAddress start, int length);

  /**
   * {@return the machine frames of taken pages, one for each; the caller's own}
   *
   * @param start the first page
   * @param pages how many
   * @throws KexecException if they are not told
   */
  long[] machineFrames(VirtualAddress start, int pages) throws KexecException;
}
