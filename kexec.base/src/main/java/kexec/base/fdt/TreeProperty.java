package kexec.base.fdt;

import java.nio.ByteBuffer;
import java.util.List;
import kexec.api.text.ByteText;

/**
 * A property of a node.
 *
 * @param name the name; characters U+0000 to U+00FF stand for bytes, U+0000 is not in it
 * @param value the bytes from its position to its limit; may be empty
 */
public record TreeProperty(String name, ByteBuffer value) {

  /**
   * Copies the value.
   *
   * @throws IllegalArgumentException if the name has other characters
   */
  public TreeProperty {
    checkName(name);
    value = ByteBuffer.allocate(value.remaining()).put(value.duplicate()).flip();
  }

  /** {@return the value: read-only, from position 0 to its limit, big-endian} */
  @Override
  public ByteBuffer value() {
    return value.asReadOnlyBuffer();
  }

  /**
   * {@return a property whose value is a string}
   *
   * @param text the string, see {@link ByteText}; must not contain U+0000, which would end it
   * @throws IllegalArgumentException if it does, or does not represent bytes
   */
  static TreeProperty ofText(String name, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a NUL in the string of " + name);
    }
    return new TreeProperty(name, ByteBuffer.wrap(ByteText.bytes(text + "\0")));
  }

  /** {@return the value as a list of strings; a last one without its NUL counts} */
  List<String> texts() {
    String all = ByteText.of(bytes());
    // Without a limit, split drops what follows the last NUL if that is nothing.
    return all.isEmpty() ? List.of() : List.of(all.split("\0"));
  }

  /** {@return the value as a string up to its first NUL, or to its end} */
  String text() {
    String all = ByteText.of(bytes());
    int end = all.indexOf('\0');
    return end < 0 ? all : all.substring(0, end);
  }

  private byte[] bytes() {
    byte[] bytes = new byte[value.remaining()];
    value.get(0, bytes);
    return bytes;
  }

  static void checkName(String name) {
    if (!name.chars().allMatch(c -> c > 0 && c <= 0xff)) {
      throw new IllegalArgumentException("a name in a device tree has other characters: " + name);
    }
  }

  @Override
  public String toString() {
    return name + ": " + value.remaining() + " bytes";
  }
}
