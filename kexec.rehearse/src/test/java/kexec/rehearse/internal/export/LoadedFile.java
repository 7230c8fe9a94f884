package kexec.rehearse.internal.export;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Memory after a loader has placed an exported ELF64 file, firmware has overwritten what it uses,
 * and the file's own code has done its moves. The loader is the laxest one: it leaves dirt where a
 * program header asks for zeros.
 */
final class LoadedFile {

  private static final int PAGE = 4096;
  private static final byte DIRT = (byte) 0xaa;

  private final ByteBuffer file;
  private final Map<Long, byte[]> pages = new HashMap<>();

  LoadedFile(byte[] file) {
    this.file = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int phoff = (int) this.file.getLong(32);
    for (int i = 0; i < this.file.getShort(56); i++) {
      load(phoff + 56 * i);
    }
  }

  private void load(int header) {
    if (file.getInt(header) == 1) {
      byte[] content = new byte[(int) file.getLong(header + 32)];
      file.get((int) file.getLong(header + 8), content);
      write(file.getLong(header + 24), content);
    }
  }

  /** Overwrites memory as firmware does. */
  LoadedFile overwrite(long start, long end) {
    for (long at = start; at < end; at += PAGE) {
      pages.put(at / PAGE, filled());
    }
    return this;
  }

  /** Does what the table of the code at the file's entry says. */
  LoadedFile moved() {
    long shim = file.getLong(24);
    long moves = longAt(shim + Shim.VALUES + 16);
    for (long at = shim + Shim.MOVES; at < shim + Shim.MOVES + 32 * moves; at += 32) {
      int content = (int) longAt(at + 16);
      byte[] bytes = read(longAt(at), content);
      write(longAt(at + 8), Arrays.copyOf(bytes, (int) longAt(at + 24)));
    }
    return this;
  }

  private long longAt(long address) {
    return ByteBuffer.wrap(read(address, 8)).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /** {@return the bytes at an address} */
  byte[] read(long address, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      byte[] page = pages.get((address + i) / PAGE);
      bytes[i] = page == null ? DIRT : page[(int) ((address + i) % PAGE)];
    }
    return bytes;
  }

  private void write(long address, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      byte[] page = pages.computeIfAbsent((address + i) / PAGE, index -> filled());
      page[(int) ((address + i) % PAGE)] = bytes[i];
    }
  }

  private static byte[] filled() {
    byte[] page = new byte[PAGE];
    Arrays.fill(page, DIRT);
    return page;
  }
}
