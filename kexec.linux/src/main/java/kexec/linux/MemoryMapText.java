package kexec.linux;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import kexec.api.memory.MemoryMap;

/**
 * Reads the texts in which Linux tells of a machine's memory. Which one it is, the text itself
 * tells:
 *
 * <ul>
 *   <li>{@code /proc/iomem}: nested lines {@code 00100000-bffd9fff : System RAM};
 *   <li>a kernel log, in which the lines {@code BIOS-e820: [mem 0x00000000-0x0009fbff] usable}
 *       count, with or without whatever the logger puts before them;
 *   <li>plain lines {@code 0x100000-0x3fffffff usable}, in hexadecimal with or without {@code 0x}.
 * </ul>
 *
 * <p>The ends of all of them are inclusive, as the kernel prints them. Blank lines and lines that
 * start with {@code #} mean nothing. A crash region is a nested {@code Crash kernel} in {@code
 * /proc/iomem}, what the kernel says of it in a log, and in a listing or added to any text a plain
 * line {@code 0x30000000-0x3fffffff Crash kernel} that lies over RAM; of two, the image lies in the
 * higher one, and the lower one is low crash memory. Plain lines {@code Crash kernel CMA} are
 * memory that a crash kernel gets besides.
 */
public final class MemoryMapText {

  /**
   * The maximum length in bytes of a text in which every line is significant: room for 100,000
   * ranges with what lies in them.
   */
  public static final int MAX_LENGTH = 1 << 23;

  /**
   * The maximum length of a kernel log in bytes. Only its memory lines are kept, up to {@link
   * #MAX_LENGTH} bytes.
   */
  public static final int MAX_LOG = 1 << 28;

  private MemoryMapText() {}

  /**
   * Parses a memory map.
   *
   * @param source where the text comes from, such as a file name, for error messages
   * @param text the text, which is untrusted input
   * @return the map, with its crash region if it has one
   * @throws MemoryMapException if the text is not a memory map, with the offending line
   */
  public static MemoryMap parse(String source, String text) throws MemoryMapException {
    try {
      return read(source, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      // Reading a text in memory cannot fail; half a surrogate pair became a question mark.
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a memory map from a stream, which may be a pipe.
   *
   * @param source where the text comes from, such as a file name, for error messages
   * @param in the text, which is untrusted input; read to its end, or until it is too long
   * @return the map, with its crash region if it has one
   * @throws MemoryMapException if the text is not a memory map, with the offending line
   * @throws IOException if it cannot be read, or a significant line is not UTF-8
   */
  static MemoryMap read(String source, InputStream in) throws MemoryMapException, IOException {
    MapLines text = MapLines.read(source, in);
    if (text.isLog()) {
      return KernelLogParser.parse(source, text.lines());
    }
    List<Line> lines = text.allLines();
    if (lines.isEmpty()) {
      throw empty(source);
    }
    boolean iomem = lines.stream().anyMatch(line -> IomemTree.LINE.matcher(line.text()).matches());
    return iomem ? iomem(source, lines) : ListingParser.parse(source, lines);
  }

  private static MemoryMap iomem(String source, List<Line> lines) throws MemoryMapException {
    ListingParser added = new ListingParser(source);
    List<Line> own = new ArrayList<>();
    for (Line line : lines) {
      if (ListingParser.isOfCrashMemory(line)) {
        added.addCrashMemory(line);
      } else {
        own.add(line);
      }
    }
    return added.withCrashMemory(IomemParser.parse(source, own).memoryMap());
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
        "it is longer than %s bytes and no kernel log with lines on memory".formatted(MAX_LENGTH),
        "Check that this is the right file; memory maps are far shorter.");
  }
}
