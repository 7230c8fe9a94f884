package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import kexec.api.boot.BootFile;
import kexec.api.fault.BadFileException;
import kexec.base.kernel.FileBytes;

/** Reads the setup header and what it points to. */
final class SetupHeaderReader {

  /** Up to the end of the "HdrS" magic number. */
  private static final int RECOGNISABLE = 0x206;

  /** The kernel's own version text is much shorter. */
  private static final int LONGEST_VERSION = 512;

  private SetupHeaderReader() {}

  /**
   * Checks for the two magic numbers.
   *
   * @return what is missing, in words; empty if both are there
   */
  static Optional<String> missing(BootFile file) throws BadFileException {
    if (file.size() < RECOGNISABLE) {
      return Optional.of(
          "the file has " + file.size() + " bytes, too few for the \"HdrS\" at 0x202");
    }
    ByteBuffer start = FileBytes.copy(file.data(), 0, RECOGNISABLE);
    long flag = SetupField.BOOT_FLAG.get(start);
    if (flag != SetupHeader.BOOT_FLAG) {
      return Optional.of("boot_flag at 0x1fe is 0x%x and not 0xaa55".formatted(flag));
    }
    long magic = SetupField.HEADER.get(start);
    return magic == SetupHeader.MAGIC
        ? Optional.empty()
        : Optional.of("header at 0x202 is 0x%x and not \"HdrS\"".formatted(magic));
  }

  /**
   * Reads the header.
   *
   * @return the header; empty if the file ends within it
   */
  static Optional<SetupHeader> read(BootFile file) throws BadFileException {
    if (file.size() < SetupHeader.LIMIT) {
      return Optional.empty();
    }
    ByteBuffer start = FileBytes.copy(file.data(), 0, SetupHeader.LIMIT);
    Map<SetupField, Long> values = new EnumMap<>(SetupField.class);
    for (SetupField field : SetupField.values()) {
      values.put(field, field.get(start));
    }
    return Optional.of(new SetupHeader(values));
  }

  /**
   * Reads the string at {@code kernel_version}.
   *
   * @return the string; empty if there is none, or if it is outside the setup code
   */
  static Optional<String> version(BootFile file, SetupHeader header) throws BadFileException {
    long pointer = header.get(SetupField.KERNEL_VERSION);
    long at = pointer + 0x200;
    long room = Math.min(file.size(), header.payloadStart()) - at;
    if (pointer == 0 || room <= 0) {
      return Optional.empty();
    }
    ByteBuffer bytes = FileBytes.copy(file.data(), at, (int) Math.min(room, LONGEST_VERSION));
    String text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
    int end = text.indexOf('\0');
    boolean sane = end > 0 && text.substring(0, end).chars().allMatch(c -> c >= ' ' && c < 0x7f);
    return sane ? Optional.of(text.substring(0, end)) : Optional.empty();
  }
}
