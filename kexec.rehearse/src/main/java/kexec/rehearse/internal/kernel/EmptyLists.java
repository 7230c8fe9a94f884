package kexec.rehearse.internal.kernel;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Finds where a kernel's image lies in its own address space. An empty list of the kernel (struct
 * list_head) is two pointers to itself, and an image has hundreds of them in its data: so the
 * address that stands twice at a place is the place's own, if most such places agree.
 */
final class EmptyLists {

  /** Kernels lie at multiples of this, both in the address space and in the memory. */
  private static final long ALIGNMENT = 64 << 10;

  private static final int FEWEST = 8;

  private EmptyLists() {}

  /**
   * {@return the distance from an index in the image to the virtual address there; empty if too few
   * lists agree}
   *
   * @param image the kernel's data, little-endian
   * @param from the first index to look at; a multiple of the size of an address
   * @param address the physical address at index 0
   * @param wordBytes the size of an address
   */
  static OptionalLong imageOffset(ByteBuffer image, int from, long address, int wordBytes) {
    Map<Long, Integer> votes = new HashMap<>();
    for (int at = from; at <= image.limit() - 2 * wordBytes; at += wordBytes) {
      long next = pointer(image, at, wordBytes);
      long distance = next - (address + at);
      if (next >> 47 == -1
          && (distance & (ALIGNMENT - 1)) == 0
          && pointer(image, at + wordBytes, wordBytes) == next) {
        votes.merge(distance, 1, Integer::sum);
      }
    }
    return votes.entrySet().stream()
        .filter(vote -> vote.getValue() >= FEWEST)
        .max(Map.Entry.comparingByValue())
        .map(vote -> OptionalLong.of(vote.getKey() + address))
        .orElse(OptionalLong.empty());
  }

  /** Extends an address of 32 bits in the upper half as one of 64 bits is. */
  private static long pointer(ByteBuffer image, int at, int wordBytes) {
    return wordBytes == Long.BYTES ? image.getLong(at) : image.getInt(at);
  }
}
