package kexec.linux.memory;

import java.util.OptionalLong;

/**
 * An entry of {@code /proc/self/pagemap} (Linux, Documentation/admin-guide/mm/pagemap.rst).
 *
 * @param bits the entry, 64 bits
 */
public record PagemapEntry(long bits) {

  private static final long PRESENT = 1L << 63;
  private static final long FRAME = (1L << 55) - 1;

  /** {@return whether the page is in memory; false if it is swapped out or was never touched} */
  public boolean isPresent() {
    return (bits & PRESENT) != 0;
  }

  /**
   * {@return whether the page is in memory, but its frame is hidden: the kernel shows it only with
   * {@code CAP_SYS_ADMIN}}
   */
  public boolean isHidden() {
    return isPresent() && (bits & FRAME) == 0;
  }

  /**
   * {@return the page frame number, above zero; empty if the page is not in memory or the frame is
   * hidden}
   */
  public OptionalLong frame() {
    return isPresent() && !isHidden() ? OptionalLong.of(bits & FRAME) : OptionalLong.empty();
  }
}
