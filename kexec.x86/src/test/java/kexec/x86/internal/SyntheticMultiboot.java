package kexec.x86.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.GZIPOutputStream;

/**
 * A 32-bit ELF kernel of 12 KiB with the headers of both versions of Multiboot, in the order and
 * with the tags of Xen 4.17, with the specifications' offsets as plain numbers. Program header 0
 * loads 0x2000 bytes from 0x80 to physical 0x200000 and has 0x5000 in memory.
 */
public final class SyntheticMultiboot {

  static final int SIZE = 0x3000;
  static final int START = 0x200000;
  static final int ENTRY = START + 0x100;

  /** The offset of Multiboot's header. */
  static final int ONE = 0x88;

  /** The offset of Multiboot2's header. */
  static final int TWO = 0x98;

  /** The offset of its tags. */
  static final int REQUEST = TWO + 16;

  static final int MODULE_ALIGNMENT = REQUEST + 16;
  static final int RELOCATABLE = MODULE_ALIGNMENT + 8;
  static final int CONSOLE = RELOCATABLE + 24;
  static final int FRAMEBUFFER = CONSOLE + 16;
  static final int EFI_SERVICES = FRAMEBUFFER + 24;
  static final int EFI_ENTRY = EFI_SERVICES + 8;
  static final int END = EFI_ENTRY + 16;

  private final ByteBuffer file = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);

  /** Creates a valid kernel. */
  public SyntheticMultiboot() {
    for (int at = 0x200; at < SIZE; at++) {
      file.put(at, (byte) (at * 31 + 7));
    }
    u32(0, 0x464c457f).u8(4, 1).u8(5, 1).u8(6, 1);
    u16(16, 2).u16(18, 3).u32(20, 1).u32(24, ENTRY).u32(28, 52);
    u16(40, 52).u16(42, 32).u16(44, 2);
    u32(52, 1).u32(56, 0x80).u32(60, START).u32(64, START).u32(68, 0x2000).u32(72, 0x5000);
    u32(76, 7).u32(80, 0x40);
    // A PT_NOTE, as Xen has one.
    u32(84, 4).u32(88, 0x1000).u32(92, 0x1b6ec8).u32(96, 0x1b6ec8).u32(100, 36).u32(104, 36);
    u32(ONE, 0x1badb002).u32(ONE + 4, 3);
    u32(TWO, 0xe85250d6L).u32(TWO + 4, 0).u32(TWO + 8, 136);
    tag(REQUEST, 1, 0, 16).u32(REQUEST + 8, 4).u32(REQUEST + 12, 6);
    tag(MODULE_ALIGNMENT, 6, 0, 8);
    tag(RELOCATABLE, 10, 1, 24).u32(RELOCATABLE + 8, START).u32(RELOCATABLE + 12, 0xffffffffL);
    u32(RELOCATABLE + 16, 0x200000).u32(RELOCATABLE + 20, 2);
    tag(CONSOLE, 4, 1, 12).u32(CONSOLE + 8, 2);
    tag(FRAMEBUFFER, 5, 1, 20);
    tag(EFI_SERVICES, 7, 1, 8);
    tag(EFI_ENTRY, 9, 1, 12).u32(EFI_ENTRY + 8, 0x3dd531);
    tag(END, 0, 0, 8);
  }

  /** Overwrites a tag's type, flags and size. */
  SyntheticMultiboot tag(int at, int type, int flags, int size) {
    return u16(at, type).u16(at + 2, flags).u32(at + 4, size);
  }

  /** Sets Multiboot's flags to the form with addresses, which overlap the other header. */
  public SyntheticMultiboot addresses(
      long header, long load, long loadEnd, long bssEnd, long entry) {
    u32(0, 0x90909090L).u32(ONE + 4, 0x10003);
    u32(ONE + 12, header).u32(ONE + 16, load).u32(ONE + 20, loadEnd);
    return u32(ONE + 24, bssEnd).u32(ONE + 28, entry);
  }

  SyntheticMultiboot u8(int offset, int value) {
    file.put(offset, (byte) value);
    return this;
  }

  SyntheticMultiboot u16(int offset, int value) {
    file.putShort(offset, (short) value);
    return this;
  }

  SyntheticMultiboot u32(int offset, long value) {
    file.putInt(offset, (int) value);
    return this;
  }

  /** Returns the file's content with correct checksums. */
  public byte[] bytes() {
    u32(ONE + 8, -(0x1badb002 + file.getInt(ONE + 4)));
    if (file.getInt(TWO) == 0xe85250d6) {
      u32(TWO + 12, -(0xe85250d6 + file.getInt(TWO + 4) + file.getInt(TWO + 8)));
    }
    return raw();
  }

  /** Returns the file's unchanged content. */
  byte[] raw() {
    return file.array().clone();
  }

  /** Returns the compressed bytes. */
  public static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
