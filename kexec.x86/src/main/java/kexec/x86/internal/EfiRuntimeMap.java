package kexec.x86.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The memory of EFI's run-time services: an array of {@code EFI_MEMORY_DESCRIPTOR}s (UEFI
 * specification 2.10, section 7.2.3): u32 Type, u32 of padding, u64 PhysicalStart, u64
 * VirtualStart, u64 NumberOfPages, u64 Attribute.
 */
final class EfiRuntimeMap {

  /** Bytes of a descriptor, without anything that firmware may append to its own. */
  static final int DESCRIPTOR_SIZE = 40;

  /** {@code EFI_MEMORY_DESCRIPTOR_VERSION}, the only version. */
  static final int VERSION = 1;

  /** The largest machines have a few hundred. */
  private static final int MOST_DESCRIPTORS = 4096;

  private static final int PHYSICAL_START = 8;
  private static final int VIRTUAL_START = 16;
  private static final int NUMBER_OF_PAGES = 24;

  /** The upper bound of x86_64 physical addresses. */
  private static final long MOST_PAGES = 1L << (52 - 12);

  private EfiRuntimeMap() {}

  /**
   * Checks for errors that would hang a kernel that trusts the map.
   *
   * @param bytes the array
   * @return what is wrong, in words; empty if the map is sound
   */
  static Optional<String> problem(byte[] bytes) {
    if (bytes.length == 0 || bytes.length % DESCRIPTOR_SIZE != 0) {
      return Optional.of(
          "the map of its memory has %s bytes, which is no number of descriptors of %s"
              .formatted(bytes.length, DESCRIPTOR_SIZE));
    }
    int count = bytes.length / DESCRIPTOR_SIZE;
    if (count > MOST_DESCRIPTORS) {
      return Optional.of(
          "the map of its memory has %s descriptors, more than %s"
              .formatted(count, MOST_DESCRIPTORS));
    }
    ByteBuffer map = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      if (!isSound(map.slice(i * DESCRIPTOR_SIZE, DESCRIPTOR_SIZE))) {
        return Optional.of(described(i, map));
      }
    }
    return Optional.empty();
  }

  private static boolean isSound(ByteBuffer descriptor) {
    descriptor.order(ByteOrder.LITTLE_ENDIAN);
    long physical = descriptor.getLong(PHYSICAL_START);
    long virtual = descriptor.getLong(VIRTUAL_START);
    long pages = descriptor.getLong(NUMBER_OF_PAGES);
    boolean mapped = virtual != 0 && virtual % LinuxKernel.PAGE == 0;
    boolean fits =
        Long.compareUnsigned(pages, MOST_PAGES) <= 0
            && Long.compareUnsigned(physical >>> 12, MOST_PAGES - pages) <= 0;
    return mapped && fits && pages != 0 && physical % LinuxKernel.PAGE == 0;
  }

  private static String described(int index, ByteBuffer map) {
    int at = index * DESCRIPTOR_SIZE;
    return "descriptor %s of the map of its memory has 0x%x pages at 0x%x, mapped at 0x%x"
        .formatted(
            index,
            map.getLong(at + NUMBER_OF_PAGES),
            map.getLong(at + PHYSICAL_START),
            map.getLong(at + VIRTUAL_START));
  }
}
