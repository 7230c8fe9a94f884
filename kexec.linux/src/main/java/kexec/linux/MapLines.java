package kexec.linux;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a text that may be a memory map or a whole kernel log: all of them where it is
 * short, and where it is long only those that mean something in a log, so that what is kept is
 * bounded whatever is read.
 */
final class MapLines {

  /** A line of a log is shorter (Linux, kernel/printk/printk.c); what is behind is not kept. */
  private static final int MAX_LINE = 1 << 16;

  private static final int BUFFER = 1 << 16;

  private final String source;
  private final ByteArrayOutputStream current = new ByteArrayOutputStream();
  private List<Line> lines = new ArrayList<>();
  private long keptBytes;
  private long readBytes;
  private int number;
  private boolean log;
  private @Nullable CharacterCodingException malformed;

  private MapLines(String source) {
    this.source = source;
  }

  /**
   * Reads a text to its end.
   *
   * @param source where it comes from, for error texts
   * @param in the text
   * @return its lines
   * @throws MemoryMapException if it is too long for what it is
   * @throws IOException if it cannot be read
   */
  static MapLines read(String source, InputStream in) throws MemoryMapException, IOException {
    MapLines text = new MapLines(source);
    byte[] buffer = new byte[BUFFER];
    int count = in.read(buffer);
    while (count >= 0) {
      for (int i = 0; i < count; i++) {
        text.add(buffer[i]);
      }
      text.bound(count);
      count = in.read(buffer);
    }
    text.endLine();
    if (text.isLong() && !text.log) {
      throw MemoryMapText.tooLong(source);
    }
    return text;
  }

  private boolean isLong() {
    return readBytes > MemoryMapText.MAX_LENGTH;
  }

  private void add(byte next) throws MemoryMapException {
    if (next == '\n') {
      endLine();
    } else if (current.size() < MAX_LINE) {
      current.write(next);
    }
  }

  private void bound(int more) throws MemoryMapException {
    boolean wasLong = isLong();
    readBytes += more;
    if (readBytes > MemoryMapText.MAX_LOG) {
      throw MemoryMapText.tooLong(source);
    }
    if (isLong() && !wasLong) {
      lines = new ArrayList<>(lines.stream().filter(KernelLogParser::isOfMemory).toList());
      keptBytes = lines.stream().mapToLong(line -> line.text().length()).sum();
    }
  }

  private void endLine() throws MemoryMapException {
    number++;
    Line line = new Line(number, decode(current.toByteArray()));
    current.reset();
    log |= KernelLogParser.isOfFirmware(line);
    boolean counts = isLong() ? KernelLogParser.isOfMemory(line) : line.isMeant();
    if (counts) {
      keep(line);
    }
  }

  private void keep(Line line) throws MemoryMapException {
    keptBytes += line.text().length();
    if (isLong() && keptBytes > MemoryMapText.MAX_LENGTH) {
      throw MemoryMapText.tooLong(source);
    }
    lines.add(line);
  }

  /** What is wrong in a line that does not count, such as a device's name in a log, is let pass. */
  private String decode(byte[] bytes) {
    int length =
        bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      malformed = malformed == null ? e : malformed;
      return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
  }

  /**
   * Tells whether the text is a kernel log.
   *
   * @return whether the kernel tells in it what the firmware said of memory
   */
  boolean isLog() {
    return log;
  }

  /**
   * Returns the lines that were kept.
   *
   * @return in their order; of a long text those that mean something in a log
   */
  List<Line> lines() {
    return lines;
  }

  /**
   * Returns the lines of a text in which every one counts.
   *
   * @return in their order, without blank ones and comments
   * @throws CharacterCodingException if one is not UTF-8
   */
  List<Line> allLines() throws CharacterCodingException {
    if (malformed != null) {
      throw malformed;
    }
    return lines;
  }
}
