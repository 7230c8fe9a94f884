package kexec.linux.sys;

import java.nio.ByteBuffer;

/**
 * The members of {@code struct kexec_segment} (Linux, include/uapi/linux/kexec.h), one word each.
 */
enum KexecSegmentField {
  BUF(0),
  BUFSZ(1),
  MEM(2),
  MEMSZ(3);

  private final int index;

  KexecSegmentField(int index) {
    this.index = index;
  }

  /** {@return the member's offset in the structure, in bytes} */
  int offset(LinuxAbi abi) {
    return index * abi.wordBytes();
  }

  /** Writes the member of the structure at an index of a buffer. */
  void put(ByteBuffer to, int structure, LinuxAbi abi, long value) {
    int at = structure + offset(abi);
    if (abi.wordBytes() == Integer.BYTES) {
      to.putInt(at, narrow(value));
    } else {
      to.putLong(at, value);
    }
  }

  private static int narrow(long value) {
    if (value >>> Integer.SIZE != 0) {
      throw new IllegalArgumentException("0x%x does not fit into 32 bits".formatted(value));
    }
    return (int) value;
  }
}
