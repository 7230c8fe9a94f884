package kexec.linux.memory;

import java.util.OptionalLong;

/**
 * What {@code /proc/self/pagemap} tells of one page (Linux,
 * Documentation/admin-guide/mm/pagemap.rst).
 *
 * @param bits the entry, 64 bits
 */
public record PagemapEntry(long bits) {

  private static final long PRESENT = 1L << 63;
  private static final long FRAME = (1L << 55) - 1;

  /**
   * Tells whether the page is in memory.
   *
   * @return whether it is; false where it is swapped out or was never touched
   */
  public boolean isPresent() {
    return (bits & PRESENT) != 0;
  }

  /**
   * Tells whether the page is in memory, but the kernel does not say where: it says so only to
   * those with {@code CAP_SYS_ADMIN}.
   *
   * @return whether the frame is kept back
   */
  public boolean isHidden() {
    return isPresent() && (bits & FRAME) == 0;
  }

  /**
   * Returns where the page lies.
   *
   * @return the number of its page frame, above zero; nothing where the page is not in memory or
   *     the kernel does not say
   */
  public OptionalLong frame() {
    return isPresent() && !isHidden() ? OptionalLong.of(bits & FRAME) : OptionalLong.empty();
  }
}
