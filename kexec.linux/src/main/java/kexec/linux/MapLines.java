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
 * The lines of a text that is a memory map or a whole kernel log. A short text is kept completely;
 * of a long one only the lines that matter in a log are kept, so that memory use is bounded.
 */
final class MapLines {

  /**
   * The maximum length kept of a line; lines of a log are shorter (Linux, kernel/printk/printk.c).
   */
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
   * @param source where it comes from, for error messages
   * @param in the text
   * @return its lines
   * @throws MemoryMapException if it exceeds the limit for its kind
   * @throws IOException if it cannot be read
   */
  static MapLines read(String source, InputStream in) throws MemoryMapException, IOException {
    MapLines text = new MapLines(source);
    byte[] buffer = new byte[BUFFER];
    int count = in.read(buffer);
    while (count >= 0) {
      text.add(buffer, count);
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

  private void add(byte[] more, int count) throws MemoryMapException {
    int from = 0;
    for (int i = 0; i < count; i++) {
      if (more[i] == '\n') {
        append(more, from, i);
        endLine();
        from = i + 1;
      }
    }
    append(more, from, count);
  }

  private void append(byte[] more, int from, int to) {
    current.write(more, from, Math.min(to - from, MAX_LINE - current.size()));
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

  /** Ignores decoding errors in lines that do not matter, such as a device name in a log. */
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
   * {@return whether the text is a kernel log: whether it contains lines of the firmware's memory
   * map}
   */
  boolean isLog() {
    return log;
  }

  /** {@return the lines kept, in order; of a long text those that matter in a log} */
  List<Line> lines() {
    return lines;
  }

  /**
   * {@return all significant lines in order, without blank lines and comments}
   *
   * @throws CharacterCodingException if one is not UTF-8
   */
  List<Line> allLines() throws CharacterCodingException {
    if (malformed != null) {
      throw malformed;
    }
    return lines;
  }
}
