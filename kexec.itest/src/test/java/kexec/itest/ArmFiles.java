package kexec.itest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The smallest files that make an image for arm64. */
final class ArmFiles {

  private ArmFiles() {}

  /** Documentation/arch/arm64/booting.rst, section 4: 12 KiB of kernel, which need 32 KiB. */
  static byte[] image() {
    ByteBuffer image = ByteBuffer.allocate(0x3000).order(ByteOrder.LITTLE_ENDIAN);
    return image.putLong(16, 0x8000).putLong(24, 0xa).putInt(56, 0x644d5241).array();
  }

  /** Devicetree Specification v0.4, chapter 5: a root with cells for 64 bits, and nothing else. */
  static byte[] tree() {
    ByteBuffer tree = ByteBuffer.allocate(132);
    tree.putInt(0xd00dfeed).putInt(132).putInt(56).putInt(104).putInt(40).putInt(17).putInt(16);
    tree.putInt(0).putInt(27).putInt(48).position(56);
    tree.putInt(1).putInt(0);
    tree.putInt(3).putInt(4).putInt(0).putInt(2);
    tree.putInt(3).putInt(4).putInt(15).putInt(2);
    tree.putInt(2).putInt(9);
    tree.put("#address-cells\0#size-cells\0".getBytes(StandardCharsets.US_ASCII));
    return tree.array();
  }
}
