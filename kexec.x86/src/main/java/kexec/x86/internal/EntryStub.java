package kexec.x86.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import kexec.api.memory.MachineAddress;

/**
 * The code that sets the processor's entry state: {@code src/main/stub/entry64.S}, whose binary is
 * a resource beside this class.
 */
final class EntryStub {

  /** The resource's name. */
  static final String RESOURCE = "entry64.bin";

  /** Offset of the symbol {@code stack_end} in the binary. */
  static final int STACK_END = 0x160;

  /** Offset of the symbol {@code values} in the binary. */
  static final int VALUES = 0x160;

  /** The registers of the table, in order. */
  static final List<String> REGISTERS =
      List.of(
          "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10", "r11", "r12",
          "r13", "r14", "r15", "rip");

  private final byte[] code;

  private EntryStub(byte[] code) {
    this.code = code;
  }

  /** Reads the binary from this bundle. */
  static EntryStub load() {
    try (InputStream in = EntryStub.class.getResourceAsStream(RESOURCE)) {
      return new EntryStub(Objects.requireNonNull(in, RESOURCE).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the size of the stub in bytes} */
  int size() {
    return code.length;
  }

  /** {@return a stack for the kernel's first instructions, in a stub at that address} */
  static MachineAddress stack(MachineAddress place) {
    return place.plus(STACK_END);
  }

  /**
   * {@return the stub with its table filled}
   *
   * @param values by register name; a register without a value is zero on entry
   */
  byte[] with(Map<String, Long> values) {
    ByteBuffer filled = ByteBuffer.wrap(code.clone()).order(ByteOrder.LITTLE_ENDIAN);
    filled.position(VALUES);
    REGISTERS.forEach(name -> filled.putLong(values.getOrDefault(name, 0L)));
    return filled.array();
  }
}
