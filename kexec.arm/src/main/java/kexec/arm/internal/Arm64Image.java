package kexec.arm.internal;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Finding;
import kexec.api.plan.SegmentData;
import kexec.base.kernel.FileBytes;

/**
 * The header of an arm64 Image (Linux, Documentation/arch/arm64/booting.rst, section 4, "Call the
 * kernel image"). A vmlinux begins with the same header.
 *
 * @param textOffset {@code text_offset}: the image's distance from a multiple of 2 MiB, in bytes
 * @param imageSize {@code image_size}: the memory that the kernel needs from its start on, in
 *     bytes; 0 in kernels before Linux 3.17
 * @param flags {@code flags}
 */
record Arm64Image(long textOffset, long imageSize, long flags) {

  /** Bytes of the header. */
  static final int HEADER = 64;

  /** A kernel lies {@link #textOffset} behind a multiple of this. */
  static final long BASE_ALIGNMENT = 2L << 20;

  private static final int TEXT_OFFSET = 8;
  private static final int IMAGE_SIZE = 16;
  private static final int FLAGS = 24;
  private static final int MAGIC = 56;

  /** "ARM\x64". */
  private static final int ARM64 = 0x644d5241;

  private static final long BIG_ENDIAN = 1;
  private static final int PAGE_SIZE_SHIFT = 1;
  private static final int PAGE_SIZE_MASK = 3;
  private static final long PLACED_ANYWHERE = 8;

  /** Where kernels lie whose header has no {@code image_size}. */
  private static final long OLD_TEXT_OFFSET = 0x80000;

  /** The text offset consists of the running kernel's smallest pages. */
  private static final long PAGE = 4096;

  /** More than the uninitialised data of a kernel that does not tell its size. */
  private static final long OLD_BSS = 16L << 20;

  /** No kernel is as large as this. */
  private static final long ABSURD = 1L << 31;

  /** {@return whether data begins like an Image} */
  static boolean isIn(SegmentData data) throws BadFileException {
    return data.size() >= MAGIC + Integer.BYTES
        && FileBytes.copy(data, MAGIC, Integer.BYTES).getInt() == ARM64;
  }

  /**
   * Reads the header.
   *
   * @param data begins like an Image, and has {@link #HEADER} bytes at least
   */
  static Arm64Image read(SegmentData data) throws BadFileException {
    ByteBuffer header = FileBytes.copy(data, 0, HEADER);
    return new Arm64Image(
        header.getLong(TEXT_OFFSET), header.getLong(IMAGE_SIZE), header.getLong(FLAGS));
  }

  /** {@return the first rule that the header breaks, given the bytes of the content} */
  Optional<Finding> judge(long contentSize) {
    if (Long.compareUnsigned(textOffset, BASE_ALIGNMENT) >= 0 || textOffset % PAGE != 0) {
      return broken(
          "image-text-offset",
          "text_offset 0x%x is not a number of pages below 2 MiB".formatted(textOffset));
    }
    if (Long.compareUnsigned(imageSize, ABSURD) > 0) {
      return broken(
          "image-size-absurd", "image_size 0x%x is more than 0x%x".formatted(imageSize, ABSURD));
    }
    return imageSize == 0 && contentSize > ABSURD
        ? broken(
            "image-size-absurd",
            "the image has no image_size, and 0x%x bytes are more than 0x%x"
                .formatted(contentSize, ABSURD))
        : Optional.empty();
  }

  private static Optional<Finding> broken(String code, String message) {
    return Optional.of(
        Finding.error(code, message, "Get the kernel file anew: its arm64 header is damaged."));
  }

  /** {@return the distance of the kernel's start from a multiple of 2 MiB, in bytes} */
  long placeOffset() {
    return imageSize == 0 ? OLD_TEXT_OFFSET : textOffset;
  }

  /**
   * {@return the memory that the kernel needs from its start on, in bytes}
   *
   * @param contentSize the bytes of the content
   */
  long memory(long contentSize) {
    return imageSize == 0 ? contentSize + OLD_BSS : imageSize;
  }

  /**
   * {@return what is loaded: what lies behind the kernel's own memory, such as a signature, is not}
   *
   * @param content the whole content
   */
  SegmentData loaded(SegmentData content) {
    return content.slice(0, Math.min(content.size(), memory(content.size())));
  }

  /** {@return whether the kernel uses all memory, also below its own start} */
  boolean isPlacedAnywhere() {
    return (flags & PLACED_ANYWHERE) != 0;
  }

  boolean isBigEndian() {
    return (flags & BIG_ENDIAN) != 0;
  }

  /** {@return the kernel's page size in KiB, or 0 if it does not say} */
  int pageKib() {
    return switch ((int) (flags >>> PAGE_SIZE_SHIFT) & PAGE_SIZE_MASK) {
      case 1 -> 4;
      case 2 -> 16;
      case 3 -> 64;
      default -> 0;
    };
  }

  /** {@return the fields for people, in the header's order} */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("text_offset", "0x%x".formatted(textOffset));
    texts.put("image_size", "0x%x".formatted(imageSize));
    texts.put("flags", "0x%x".formatted(flags));
    texts.put("endianness", isBigEndian() ? "big" : "little");
    texts.put("page size", pageKib() == 0 ? "not told" : pageKib() + " KiB");
    texts.put("placement", isPlacedAnywhere() ? "anywhere" : "near the start of RAM");
    return texts;
  }
}
