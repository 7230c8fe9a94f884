package kexec.linux.firmware;

import java.util.Arrays;

/**
 * One {@code setup_data} entry of the running kernel (Linux, Documentation/arch/x86/boot.rst, field
 * setup_data). Compared by value.
 */
public final class SetupData {

  /** {@code SETUP_EFI}: data for kernels on EFI machines. */
  public static final int EFI = 4;

  private final int type;
  private final byte[] data;

  /**
   * Creates an entry.
   *
   * @param type its type, unsigned
   * @param data its content without the header; copied
   */
  public SetupData(int type, byte[] data) {
    this.type = type;
    this.data = data.clone();
  }

  /** {@return the type, unsigned} */
  public int type() {
    return type;
  }

  /** {@return a copy of the content, without the header} */
  public byte[] data() {
    return data.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SetupData s && type == s.type && Arrays.equals(data, s.data);
  }

  @Override
  public int hashCode() {
    return 31 * type + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "setup_data type 0x%x, %s bytes".formatted(type, data.length);
  }
}
