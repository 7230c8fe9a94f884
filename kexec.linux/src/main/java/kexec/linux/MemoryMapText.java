package kexec.linux;

import java.util.List;
import kexec.api.memory.MemoryMap;

/**
 * Reads the texts in which Linux tells of a machine's memory. Which one it is, the text itself
 * tells:
 *
 * <ul>
 *   <li>{@code /proc/iomem}: nested lines {@code 00100000-bffd9fff : System RAM};
 *   <li>a kernel log, or its lines {@code BIOS-e820: [mem 0x00000000-0x0009fbff] usable} with or
 *       without whatever the logger puts before them;
 *   <li>plain lines {@code 0x100000-0x3fffffff usable}, in hexadecimal with or without {@code 0x}.
 * </ul>
 *
 * <p>The ends of all of them are inclusive, as the kernel prints them. Blank lines and lines that
 * start with {@code #} mean nothing. A crash region is a nested {@code Crash kernel} in {@code
 * /proc/iomem}, and in the other two a plain line {@code 0x30000000-0x3fffffff Crash kernel} that
 * lies over RAM; of two, the image lies in the higher one, and the lower one is low crash memory.
 */
public final class MemoryMapText {

  /** The longest text that is read, in characters: the largest machines have a tenth of it. */
  public static final int MAX_LENGTH = 1 << 20;

  private MemoryMapText() {}

  /**
   * Reads a memory map.
   *
   * @param source where the text comes from, such as a file's name, for error texts
   * @param text the text, whose every character may lie
   * @return the map, with its crash region if it has one
   * @throws MemoryMapException if the text is no memory map, with the line that is wrong
   */
  public static MemoryMap parse(String source, String text) throws MemoryMapException {
    if (text.length() > MAX_LENGTH) {
      throw tooLong(source);
    }
    List<Line> lines = Line.of(text);
    if (lines.isEmpty()) {
      throw empty(source);
    }
    boolean iomem = lines.stream().anyMatch(line -> IomemTree.LINE.matcher(line.text()).matches());
    return iomem ? IomemParser.parse(source, lines).memoryMap() : E820Parser.parse(source, lines);
  }

  static MemoryMapException empty(String source) {
    return MemoryMapException.ofText(
        MemoryMapException.EMPTY,
        source,
        "it has no line of a memory map",
        "Give a copy of /proc/iomem that root made, or the kernel's BIOS-e820 log lines.");
  }

  static MemoryMapException tooLong(String source) {
    return MemoryMapException.ofText(
        MemoryMapException.TOO_LONG,
        source,
        "it is longer than " + MAX_LENGTH + " bytes",
        "Check that this is the right file; memory maps are far shorter.");
  }
}
