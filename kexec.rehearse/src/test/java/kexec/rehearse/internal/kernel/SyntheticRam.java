package kexec.rehearse.internal.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.rehearse.internal.memory.GuestMemory;

/** RAM that a test writes. */
final class SyntheticRam implements GuestMemory {

  private final long start;
  private final ByteBuffer bytes;

  SyntheticRam(long start, int size) {
    this.start = start;
    bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public ByteBuffer read(MachineAddress address, int length) {
    long offset = address.value() - start;
    ByteBuffer none = ByteBuffer.allocate(0);
    if (offset < 0 || offset >= bytes.capacity()) {
      return none.order(ByteOrder.LITTLE_ENDIAN);
    }
    int available = (int) Math.min(length, bytes.capacity() - offset);
    return bytes.slice((int) offset, available).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public RangeSet<MachineAddress> used() {
    return RangeSet.of(Range.machine(start, start + bytes.capacity()));
  }

  /** {@return the offset behind the text} */
  int text(int offset, String text) {
    byte[] content = text.getBytes(StandardCharsets.ISO_8859_1);
    bytes.put(offset, content);
    return offset + content.length;
  }

  void put(int offset, byte[] content) {
    bytes.put(offset, content);
  }

  void word(int offset, int wordBytes, long value) {
    if (wordBytes == Long.BYTES) {
      bytes.putLong(offset, value);
    } else {
      bytes.putInt(offset, (int) value);
    }
  }

  void half(int offset, int value) {
    bytes.putShort(offset, (short) value);
  }
}
