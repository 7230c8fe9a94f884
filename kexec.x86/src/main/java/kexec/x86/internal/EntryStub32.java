package kexec.x86.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The code that leaves long mode and enters a 32-bit kernel: {@code src/main/stub/entry32.S}, whose
 * binary is a resource beside this class.
 */
final class EntryStub32 {

  /** The resource's name. */
  static final String RESOURCE = "entry32.bin";

  /** Offset of the symbol {@code values} in the binary. */
  static final int VALUES = 0xe0;

  /** The registers of the table, in order; one entry is skipped. */
  static final List<String> REGISTERS =
      List.of("edi", "esi", "ebp", "unused", "ebx", "edx", "ecx", "eax", "eip");

  private final byte[] code;

  private EntryStub32(byte[] code) {
    this.code = code;
  }

  /** Reads the binary from this bundle. */
  static EntryStub32 load() {
    try (InputStream in = EntryStub32.class.getResourceAsStream(RESOURCE)) {
      return new EntryStub32(Objects.requireNonNull(in, RESOURCE).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the size of the stub in bytes} */
  int size() {
    return code.length;
  }

  /**
   * {@return the stub with its table filled}
   *
   * @param values by register name, each of 32 bits; a register without a value is zero on entry
   */
  byte[] with(Map<String, Long> values) {
    ByteBuffer filled = ByteBuffer.wrap(code.clone()).order(ByteOrder.LITTLE_ENDIAN);
    filled.position(VALUES);
    REGISTERS.forEach(name -> filled.putInt(values.getOrDefault(name, 0L).intValue()));
    return filled.array();
  }
}
