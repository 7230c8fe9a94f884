package kexec.rehearse.internal.emulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Reads lines from a peer that may never end one. For one thread. */
final class BoundedLines {

  private final BufferedReader reader;
  private final int most;

  /**
   * Creates it.
   *
   * @param reader what to read
   * @param most the most characters that a line may have
   */
  BoundedLines(Reader reader, int most) {
    this.reader = new BufferedReader(reader);
    this.most = most;
  }

  /**
   * {@return the next line, without its end; null at the end of the stream, where an unfinished
   * line is dropped}
   *
   * @throws IOException if the line is too long, or cannot be read
   */
  @Nullable String next() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = reader.read(); next != '\n'; next = reader.read()) {
      if (next < 0) {
        return null;
      }
      if (line.length() == most) {
        throw new IOException(
            "the emulator wrote a line of more than %s characters".formatted(most));
      }
      line.append((char) next);
    }
    return line.toString();
  }
}
