package kexec.bench;

/**
 * The {@code /proc/iomem} of a machine whose memory is cut into many ranges: RAM in which the
 * kernel and a crash region lie, then alternately reserved memory and RAM, of which a device holds
 * a page.
 */
final class IomemText {

  private static final String START =
      """
      00000000-00000fff : Reserved
      00001000-0009ffff : System RAM
      000a0000-000fffff : Reserved
      00100000-3fffffff : System RAM
        02000000-02ffffff : Kernel code
        10000000-1fffffff : Crash kernel
      """;

  private static final int STARTED = 4;
  private static final long FIRST = 0x4000_0000L;
  private static final long STEP = 0x4000;
  private static final long PAGE = 0x1000;

  private IomemText() {}

  /** {@return the text} */
  static String of(int ranges) {
    StringBuilder text = new StringBuilder(START);
    for (int i = 0; i < ranges - STARTED; i++) {
      long start = FIRST + i * STEP;
      if (i % 2 == 0) {
        line(text, "", start, STEP, "Reserved");
      } else {
        line(text, "", start, STEP, "System RAM");
        line(text, "  ", start + PAGE, PAGE, "GHES");
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String indent, long start, long size, String name) {
    text.append("%s%08x-%08x : %s\n".formatted(indent, start, start + size - 1, name));
  }
}
