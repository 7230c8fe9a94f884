package kexec.linux.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Builds the headers of {@code /proc/kcore} as the ELF-64 object file format has them. */
final class KcoreFile {

  private KcoreFile() {}

  static ByteBuffer load(long virtual, long physical, long size) {
    return buffer(56)
        .putInt(0, 1)
        .putInt(4, 7)
        .putLong(8, 0x7fff_0000_0000L)
        .putLong(16, virtual)
        .putLong(24, physical)
        .putLong(32, size)
        .putLong(40, size)
        .putLong(48, 0x1000);
  }

  /** A file with a note before the segments, unless that would be one header too many. */
  static byte[] of(ByteBuffer... loads) {
    int notes = loads.length < 65535 ? 1 : 0;
    byte[] bytes = new byte[64 + (notes + loads.length) * 56];
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0, 0x464c457f).put(4, (byte) 2).put(5, (byte) 1).put(6, (byte) 1);
    file.putShort(16, (short) 4).putShort(18, (short) 62).putInt(20, 1);
    file.putLong(32, 64).putShort(52, (short) 64).putShort(54, (short) 56);
    file.putShort(56, (short) (notes + loads.length));
    file.position(64);
    if (notes > 0) {
      file.put(buffer(56).putInt(0, 4));
    }
    for (ByteBuffer load : loads) {
      file.put(load);
    }
    return bytes;
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
