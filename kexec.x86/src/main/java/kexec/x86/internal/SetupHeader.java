package kexec.x86.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A setup header as read, not yet validated.
 *
 * @param values every field's value
 */
record SetupHeader(Map<SetupField, Long> values) {

  /** Offset of the header, in the file and in {@code boot_params}. */
  static final int START = 0x1f1;

  /** The end of the header's room in {@code boot_params}; the EDD signature buffer follows. */
  static final int LIMIT = 0x290;

  /** {@code boot_flag}. */
  static final int BOOT_FLAG = 0xaa55;

  /** {@code header}: "HdrS". */
  static final int MAGIC = 0x53726448;

  /** {@code loadflags} bit 0. */
  static final int LOADED_HIGH = 1;

  /** {@code loadflags} bit 7, which only the real-mode entry uses. */
  static final int CAN_USE_HEAP = 0x80;

  /** {@code xloadflags} bit 0: there is a 64-bit entry at 0x200. */
  static final int XLF_KERNEL_64 = 1;

  /**
   * {@code xloadflags} bit 1: kernel, boot_params, command line and initrd may be at any address.
   */
  static final int XLF_CAN_BE_LOADED_ABOVE_4G = 2;

  /** {@code xloadflags} bit 4: a kexec can pass EFI's run-time services on. */
  static final int XLF_EFI_KEXEC = 0x10;

  /** {@code xloadflags} bit 5: the kernel knows page tables of five levels. */
  static final int XLF_5LEVEL = 0x20;

  private static final int SECTOR = 512;

  /** The unit of {@code syssize}. */
  private static final int PARAGRAPH = 16;

  /** Creates it with an immutable copy of the values. */
  SetupHeader {
    values = Map.copyOf(values);
  }

  /** {@return a field's value, unsigned} */
  long get(SetupField field) {
    return Objects.requireNonNull(values.get(field), field.label());
  }

  /** {@return the end of the header, which is the target of its jump instruction} */
  int end() {
    return (int) (0x202 + (get(SetupField.JUMP) >>> 8));
  }

  /**
   * {@return how many levels the page tables may have with which the kernel is entered} A kernel
   * without {@code XLF_5LEVEL} does not know of the fifth.
   */
  OptionalInt pagingLevels() {
    return OptionalInt.of((get(SetupField.XLOADFLAGS) & XLF_5LEVEL) == 0 ? 4 : 5);
  }

  /** {@return the file offset of the protected-mode kernel} */
  long payloadStart() {
    long sectors = get(SetupField.SETUP_SECTS);
    // A 0 means 4, for compatibility with very old kernels.
    return ((sectors == 0 ? 4 : sectors) + 1) * SECTOR;
  }

  /**
   * {@return the length of the protected-mode kernel by its header, in bytes; at most 2 to the
   * 36th} {@code syssize} counts paragraphs, so that the kernel may be shorter by a part of one.
   */
  long payloadSize() {
    return get(SetupField.SYSSIZE) * PARAGRAPH;
  }

  /** {@return the least length for which {@code syssize} is right, in bytes} */
  long leastPayloadSize() {
    return Math.max(payloadSize() - PARAGRAPH + 1, 0);
  }

  /**
   * {@return the length of the protected-mode kernel in a file, in bytes}
   *
   * @param fileSize bytes of the whole file, which was checked for truncation
   */
  long payloadSize(long fileSize) {
    return Math.min(payloadSize(), fileSize - payloadStart());
  }

  /** {@return whether the kernel can run at any load address} */
  boolean isRelocatable() {
    return get(SetupField.RELOCATABLE_KERNEL) != 0;
  }

  /** {@return whether kernel and initrd may be above 4 GiB} */
  boolean goesAbove4G() {
    return (get(SetupField.XLOADFLAGS) & XLF_CAN_BE_LOADED_ABOVE_4G) != 0;
  }

  /** {@return whether EFI's run-time services may be passed to the kernel} */
  boolean takesEfi() {
    return (get(SetupField.XLOADFLAGS) & XLF_EFI_KEXEC) != 0;
  }

  /** {@return the fields for people, in the header's order} */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (SetupField field : SetupField.values()) {
      texts.put(field.label(), "0x" + Long.toHexString(get(field)));
    }
    return texts;
  }
}
