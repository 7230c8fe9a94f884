package kexec.x86.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A setup header as it was read, judged by nobody yet.
 *
 * @param values every field's value
 */
record SetupHeader(Map<SetupField, Long> values) {

  /** Where the header starts, in the file and in {@code boot_params}. */
  static final int START = 0x1f1;

  /** What {@code boot_params} has room for: behind it lies the EDD signature buffer. */
  static final int LIMIT = 0x290;

  /** {@code boot_flag}. */
  static final int BOOT_FLAG = 0xaa55;

  /** {@code header}: "HdrS". */
  static final int MAGIC = 0x53726448;

  /** {@code loadflags} bit 0. */
  static final int LOADED_HIGH = 1;

  /** {@code loadflags} bit 7, which only the real-mode entry looks at. */
  static final int CAN_USE_HEAP = 0x80;

  /** {@code xloadflags} bit 0: there is a 64-bit entry at 0x200. */
  static final int XLF_KERNEL_64 = 1;

  /** {@code xloadflags} bit 1: kernel, boot_params, command line and initrd may lie anywhere. */
  static final int XLF_CAN_BE_LOADED_ABOVE_4G = 2;

  /** {@code xloadflags} bit 4: EFI's run-time services can be handed on by a kexec. */
  static final int XLF_EFI_KEXEC = 0x10;

  private static final int SECTOR = 512;

  /** The unit of {@code syssize}. */
  private static final int PARAGRAPH = 16;

  /** A copy that nobody can change. */
  SetupHeader {
    values = Map.copyOf(values);
  }

  /** Returns a field's value, unsigned. */
  long get(SetupField field) {
    return Objects.requireNonNull(values.get(field), field.label());
  }

  /** Returns where the header ends: its own jump instruction jumps over it. */
  int end() {
    return (int) (0x202 + (get(SetupField.JUMP) >>> 8));
  }

  /** Returns where the protected-mode kernel starts in the file. */
  long payloadStart() {
    long sectors = get(SetupField.SETUP_SECTS);
    // A 0 means 4, for the sake of very old kernels.
    return ((sectors == 0 ? 4 : sectors) + 1) * SECTOR;
  }

  /**
   * Returns how long the protected-mode kernel is by its header, in bytes; at most 2 to the 36th.
   * {@code syssize} counts in paragraphs, so that the kernel may be shorter by a part of one.
   */
  long payloadSize() {
    return get(SetupField.SYSSIZE) * PARAGRAPH;
  }

  /** Returns the least length for which {@code syssize} is right, in bytes. */
  long leastPayloadSize() {
    return Math.max(payloadSize() - PARAGRAPH + 1, 0);
  }

  /**
   * Returns how long the protected-mode kernel is in a file, in bytes.
   *
   * @param fileSize bytes of the whole file, which was judged not to be truncated
   */
  long payloadSize(long fileSize) {
    return Math.min(payloadSize(), fileSize - payloadStart());
  }

  /** Tells whether the kernel runs wherever it is loaded. */
  boolean isRelocatable() {
    return get(SetupField.RELOCATABLE_KERNEL) != 0;
  }

  /** Tells whether kernel and initrd may lie above 4 GiB. */
  boolean goesAbove4G() {
    return (get(SetupField.XLOADFLAGS) & XLF_CAN_BE_LOADED_ABOVE_4G) != 0;
  }

  /** Tells whether EFI's run-time services may be handed on to the kernel. */
  boolean takesEfi() {
    return (get(SetupField.XLOADFLAGS) & XLF_EFI_KEXEC) != 0;
  }

  /** Returns the fields for people, in the header's order. */
  Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (SetupField field : SetupField.values()) {
      texts.put(field.label(), "0x" + Long.toHexString(get(field)));
    }
    return texts;
  }
}
