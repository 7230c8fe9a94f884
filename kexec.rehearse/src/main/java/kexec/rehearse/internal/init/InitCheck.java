package kexec.rehearse.internal.init;

import java.nio.ByteBuffer;
import kexec.api.memory.MachineAddress;

/** What the first program compares with the core file that a crash kernel shows. */
public sealed interface InitCheck {

  /** The most bytes that one check compares. */
  int LIMIT = 1 << 16;

  /** {@return the bytes that must be there, as a new read-only buffer; 1 to {@link #LIMIT}} */
  ByteBuffer expected();

  /**
   * Memory of the crashed system.
   *
   * @param address the first byte's address
   * @param expected the bytes; copied
   */
  record Memory(MachineAddress address, ByteBuffer expected) implements InitCheck {

    /**
     * Copies the bytes.
     *
     * @throws IllegalArgumentException if there are none or too many
     */
    public Memory {
      expected = copy(expected);
    }

    @Override
    public ByteBuffer expected() {
      return expected.duplicate();
    }
  }

  /**
   * A note that must be among those of the core file, at whatever place.
   *
   * @param expected one whole note with its padding; copied
   */
  record Note(ByteBuffer expected) implements InitCheck {

    /**
     * Copies the bytes.
     *
     * @throws IllegalArgumentException if there are none or too many
     */
    public Note {
      expected = copy(expected);
    }

    @Override
    public ByteBuffer expected() {
      return expected.duplicate();
    }
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    int size = bytes.remaining();
    if (size == 0 || size > LIMIT) {
      throw new IllegalArgumentException("a check of %s bytes".formatted(size));
    }
    return ByteBuffer.allocate(size).put(bytes.duplicate()).flip().asReadOnlyBuffer();
  }
}
