package kexec.arm.internal;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.plan.SegmentData;
import kexec.base.kernel.FileBytes;

/**
 * The header of a zImage (Linux, arch/arm/boot/compressed/head.S) with what its extension table
 * (arch/arm/boot/compressed/vmlinux.lds.S) tells of the kernel in it.
 *
 * @param end the bytes of the zImage without what is appended to it
 * @param kernel the bytes of memory that the unpacked kernel takes, with its uninitialised data;
 *     empty if there is no extension table
 */
record ZImage(long end, OptionalLong kernel) {

  private static final int MAGIC = 0x24;
  private static final int START = 0x28;
  private static final int END = 0x2c;
  private static final int ENDIANNESS = 0x30;
  private static final int MAGIC_2 = 0x34;
  private static final int TABLE = 0x38;
  private static final int HEADER = 0x3c;

  private static final int ZIMAGE = 0x016f2818;
  private static final int EXTENDED = 0x45454545;
  private static final int LITTLE_ENDIAN = 0x04030201;

  /** The tag "ZSLK": where the size of the unpacked kernel is, and the size of its BSS. */
  private static final int KERNEL_SIZE = 0x5a534c4b;

  /** A tag has a size in words and a type; the one that is looked for has two more words. */
  private static final int TAG = 2 * Integer.BYTES;

  /** Unpacking needs a stack of 4 KiB and a heap of 64 KiB behind the zImage. */
  private static final long STACK_AND_HEAP = 0x11000;

  /** The most that a kernel without an extension table grows. */
  private static final int GROWTH = 5;

  /**
   * Where the kernel is unpacked to, at most, in bytes from the start of the memory (TEXT_OFFSET in
   * Linux, arch/arm/Makefile).
   */
  static final long TEXT_OFFSET_MAX = 0x308000;

  /** No kernel is as large as this. */
  private static final long ABSURD = 1L << 29;

  /** The result of reading: a header, or what is wrong with the file. */
  record Read(Optional<ZImage> image, Optional<Finding> finding) {

    static Read broken(String code, String message, String cure) {
      return new Read(Optional.empty(), Optional.of(Finding.error(code, message, cure)));
    }
  }

  /** {@return what is missing of a zImage, in words; empty if it is there} */
  static Optional<String> missing(SegmentData data) throws BadFileException {
    if (data.size() < HEADER) {
      return Optional.of(
          "the file has %s bytes, and a zImage's header %s".formatted(data.size(), HEADER));
    }
    int magic = FileBytes.copy(data, MAGIC, Integer.BYTES).getInt();
    return magic == ZIMAGE || Integer.reverseBytes(magic) == ZIMAGE
        ? Optional.empty()
        : Optional.of("there is no 0x016f2818 at offset 0x24");
  }

  /**
   * Reads the header and the extension table.
   *
   * @param data has the magic number
   */
  static Read read(SegmentData data) throws BadFileException {
    ByteBuffer header = FileBytes.copy(data, 0, HEADER);
    if (header.getInt(MAGIC) != ZIMAGE || header.getInt(ENDIANNESS) != LITTLE_ENDIAN) {
      return Read.broken(
          "zimage-big-endian",
          "the kernel is big-endian, and this protocol boots little-endian ones",
          "Take a kernel that was built without CONFIG_CPU_BIG_ENDIAN.");
    }
    long start = Integer.toUnsignedLong(header.getInt(START));
    long end = Integer.toUnsignedLong(header.getInt(END)) - start;
    if (end < HEADER) {
      return Read.broken(
          "zimage-header",
          "the zImage ends at 0x%x, within its own header".formatted(end),
          "Get the kernel file anew: its header is damaged.");
    }
    if (end > data.size()) {
      return Read.broken(
          "zimage-truncated",
          "the zImage has 0x%x bytes by its header, and the file 0x%x".formatted(end, data.size()),
          "Get the kernel file anew from where it came.");
    }
    if (header.getInt(MAGIC_2) != EXTENDED) {
      return new Read(Optional.of(new ZImage(end, OptionalLong.empty())), Optional.empty());
    }
    OptionalLong kernel = kernelSize(data, Integer.toUnsignedLong(header.getInt(TABLE)), end);
    if (kernel.isPresent() && kernel.getAsLong() > ABSURD) {
      return Read.broken(
          "zimage-size-absurd",
          "the unpacked kernel has 0x%x bytes by its header, more than 0x%x"
              .formatted(kernel.getAsLong(), ABSURD),
          "Get the kernel file anew: its extension table is damaged.");
    }
    return new Read(Optional.of(new ZImage(end, kernel)), Optional.empty());
  }

  /** The table ends with a size of zero; a damaged one ends where it cannot be followed. */
  private static OptionalLong kernelSize(SegmentData data, long table, long end)
      throws BadFileException {
    long at = table;
    while (at <= end - TAG) {
      ByteBuffer tag = FileBytes.copy(data, at, TAG);
      long words = Integer.toUnsignedLong(tag.getInt());
      if (words == 0) {
        return OptionalLong.empty();
      }
      long content = at + TAG;
      if (tag.getInt() == KERNEL_SIZE && words >= 2 && content <= end - TAG) {
        ByteBuffer sizes = FileBytes.copy(data, content, TAG);
        long place = Integer.toUnsignedLong(sizes.getInt());
        long bss = Integer.toUnsignedLong(sizes.getInt());
        return place > end - Integer.BYTES
            ? OptionalLong.empty()
            : OptionalLong.of(
                Integer.toUnsignedLong(FileBytes.copy(data, place, Integer.BYTES).getInt()) + bss);
      }
      at = content + words * Integer.BYTES;
    }
    return OptionalLong.empty();
  }

  /**
   * {@return the memory that nothing else may lie in until the kernel runs, in bytes from the start
   * of the memory on} The zImage moves itself behind the unpacked kernel if it would be
   * overwritten.
   */
  long space() {
    long unpacking = end + STACK_AND_HEAP;
    long unpacked = kernel.orElse(end * GROWTH);
    return TEXT_OFFSET_MAX + unpacked + unpacking;
  }

  /** {@return the fields for people, in the header's order} */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("zImage size", "0x%x".formatted(end));
    kernel.ifPresent(size -> texts.put("unpacked size", "0x%x".formatted(size)));
    return texts;
  }
}
