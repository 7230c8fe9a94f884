package kexec.linux.efi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A memory region as EFI describes it: {@code EFI_MEMORY_DESCRIPTOR} (UEFI specification 2.10,
 * section 7.2.3).
 *
 * @param type what it is for, unsigned
 * @param physicalStart its physical address, unsigned
 * @param virtualStart the address at which the running kernel maps it for EFI, unsigned
 * @param numberOfPages its size in pages of 4096 bytes, unsigned
 * @param attribute its memory attributes
 */
public record EfiMemoryDescriptor(
    int type, long physicalStart, long virtualStart, long numberOfPages, long attribute) {

  /** The size of a descriptor of version 1, in bytes. */
  public static final int SIZE = 40;

  /**
   * {@return the descriptors as an array in the specification's layout: {@value #SIZE} bytes each,
   * in order, little-endian}
   *
   * @param descriptors the descriptors
   */
  public static byte[] toBytes(List<EfiMemoryDescriptor> descriptors) {
    byte[] bytes = new byte[Math.multiplyExact(descriptors.size(), SIZE)];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (EfiMemoryDescriptor descriptor : descriptors) {
      // The second word aligns the next field.
      buffer.putInt(descriptor.type).putInt(0);
      buffer.putLong(descriptor.physicalStart).putLong(descriptor.virtualStart);
      buffer.putLong(descriptor.numberOfPages).putLong(descriptor.attribute);
    }
    return bytes;
  }
}
