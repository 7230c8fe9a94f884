package kexec.rehearse.internal.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import kexec.api.memory.MachineAddress;
import kexec.rehearse.internal.memory.GuestMemory;

/**
 * Reads many small pieces that lie near each other, each of them from one look at the guest's
 * memory around it. Not thread-safe.
 */
final class MemoryWindow {

  private static final int AHEAD = 256 << 10;

  private final GuestMemory memory;
  private ByteBuffer content = ByteBuffer.allocate(0);
  private long start;

  MemoryWindow(GuestMemory memory) {
    this.memory = memory;
  }

  /**
   * {@return memory from an address on: little-endian, from position 0, shorter than wanted where
   * the RAM ends}
   *
   * @param address the first byte's address, unsigned
   * @param length bytes, at most 64 KiB
   */
  ByteBuffer at(long address, int length) {
    long offset = address - start;
    if (offset < 0 || offset > content.limit() - length) {
      content = memory.read(new MachineAddress(address), AHEAD).slice();
      start = address;
      offset = 0;
    }
    int available = (int) Math.min(length, content.limit() - offset);
    return content.slice((int) offset, available).order(ByteOrder.LITTLE_ENDIAN);
  }
}
