package kexec.linux.firmware;

import java.util.Arrays;

/**
 * One piece of {@code setup_data} that the running kernel was given (Linux,
 * Documentation/arch/x86/boot.rst, field setup_data). Two are equal where they hold the same.
 */
public final class SetupData {

  /** The type of data for kernels on EFI machines: {@code SETUP_EFI}. */
  public static final int EFI = 4;

  private final int type;
  private final byte[] data;

  /**
   * Makes a piece.
   *
   * @param type its type, unsigned
   * @param data its content, without the header; copied
   */
  public SetupData(int type, byte[] data) {
    this.type = type;
    this.data = data.clone();
  }

  /**
   * Returns what it is.
   *
   * @return the type, unsigned
   */
  public int type() {
    return type;
  }

  /**
   * Returns the content, without the header.
   *
   * @return the caller's own copy
   */
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
    return "setup_data type 0x%x, %d bytes".formatted(type, data.length);
  }
}
