package kexec.arm.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import kexec.api.memory.MachineAddress;

/**
 * The code that sets the entry state of an arm64 kernel: {@code src/main/stub/entry64.S}, whose
 * binary is a resource beside this class. It has to lie at a multiple of 8.
 */
final class EntryStub64 {

  /** The resource's name. */
  static final String RESOURCE = "entry64.bin";

  /** Offset of the symbol {@code values} in the binary: the kernel, then the device tree. */
  static final int VALUES = 0x18;

  private final byte[] code;

  private EntryStub64(byte[] code) {
    this.code = code;
  }

  /** Reads the binary from this bundle. */
  static EntryStub64 load() {
    try (InputStream in = EntryStub64.class.getResourceAsStream(RESOURCE)) {
      return new EntryStub64(Objects.requireNonNull(in, RESOURCE).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the size of the stub in bytes} */
  int size() {
    return code.length;
  }

  /**
   * {@return the stub, which sets x0 to the device tree and x1 to x3 to zero}
   *
   * @param kernel the kernel's first instruction
   * @param dtb the device tree
   */
  byte[] with(MachineAddress kernel, MachineAddress dtb) {
    ByteBuffer filled = ByteBuffer.wrap(code.clone()).order(ByteOrder.LITTLE_ENDIAN);
    filled.position(VALUES).putLong(kernel.value()).putLong(dtb.value());
    return filled.array();
  }
}
