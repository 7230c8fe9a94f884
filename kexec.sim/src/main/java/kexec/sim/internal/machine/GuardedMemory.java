package kexec.sim.internal.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.sim.internal.memory.SparseMemory;

/**
 * The memory that entry code may access: the image's segments. The plan knows nothing about other
 * memory, so any access to it is an error even if a real machine would allow it.
 */
public final class GuardedMemory {

  private final SparseMemory memory;
  private final RangeSet<MachineAddress> allowed;

  GuardedMemory(SparseMemory memory, RangeSet<MachineAddress> allowed) {
    this.memory = memory;
    this.allowed = allowed;
  }

  /**
   * {@return a copy of some memory: a little-endian buffer}
   *
   * @param address the first byte
   * @param length bytes, not negative
   * @param what what accesses it, for the text of the exception
   * @throws StuckException if a byte is in no segment
   */
  public ByteBuffer read(long address, int length, String what) throws StuckException {
    require(address, length, what);
    return memory.bytes(address, length);
  }

  /**
   * {@return a little-endian number}
   *
   * @param address its first byte
   * @param what what accesses it, for the text of the exception
   * @throws StuckException if a byte is in no segment
   */
  public long readLong(long address, String what) throws StuckException {
    return read(address, Long.BYTES, what).getLong();
  }

  /**
   * Writes a little-endian number.
   *
   * @param address its first byte
   * @param value the number
   * @param what what accesses it, for the text of the exception
   * @throws StuckException if a byte is in no segment
   */
  public void writeLong(long address, long value, String what) throws StuckException {
    require(address, Long.BYTES, what);
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    memory.poke(address, bytes);
  }

  /**
   * {@return some bytes in hexadecimal, wherever they are}
   *
   * @param address the first byte
   * @param length bytes, not negative
   */
  public String hex(long address, int length) {
    return HexFormat.ofDelimiter(" ").formatHex(memory.bytes(address, length).array());
  }

  private void require(long address, int length, String what) throws StuckException {
    // A range cannot wrap around the address space.
    boolean wraps = Long.compareUnsigned(address + length, address) < 0;
    if (wraps || !allowed.contains(Range.machine(address, address + length))) {
      throw new StuckException("%s at 0x%x is in no segment".formatted(what, address));
    }
  }
}
