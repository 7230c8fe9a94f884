package kexec.api.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arguments of this process with all their bytes. The JVM decodes them with the locale's
 * encoding before it calls {@code main}. Bytes that the encoding does not have are lost: in the C
 * locale, all above 127. Linux keeps the arguments in {@code /proc/self/cmdline}, each terminated
 * by a NUL.
 */
public final class ProcessWords {

  private static final Path KEPT = Path.of("/proc/self/cmdline");

  /** More than Linux accepts: 6 MiB, by {@code _STK_LIM} in fs/exec.c. */
  private static final int MAX_BYTES = 8 << 20;

  private ProcessWords() {}

  /**
   * {@return the last arguments of the process as {@link ByteText}, with all their bytes; {@code
   * decoded} if Linux does not provide them}
   *
   * @param decoded the arguments as the JVM decoded them, the last of the process's arguments
   */
  public static List<String> arguments(List<String> decoded) {
    return decoded.stream().allMatch(FileName::isAscii) ? decoded : arguments(decoded, kept());
  }

  static List<String> arguments(List<String> decoded, List<String> kept) {
    if (kept.size() < decoded.size()) {
      return decoded;
    }
    List<String> last = kept.subList(kept.size() - decoded.size(), kept.size());
    for (int i = 0; i < decoded.size(); i++) {
      if (!isSame(decoded.get(i), last.get(i))) {
        return decoded;
      }
    }
    return List.copyOf(last);
  }

  /**
   * {@return the value of a system property that was given as a {@code -D} option, as {@link
   * ByteText}, with all its bytes; {@code decoded} if Linux does not provide it}
   *
   * @param name the property's name
   * @param decoded its value as the JVM decoded it
   */
  public static String property(String name, String decoded) {
    return FileName.isAscii(decoded) ? decoded : property(name, decoded, kept());
  }

  static String property(String name, String decoded, List<String> kept) {
    String start = "-D" + name + "=";
    return kept.stream()
        .filter(word -> word.startsWith(start))
        .map(word -> word.substring(start.length()))
        .filter(value -> isSame(decoded, value))
        .findFirst()
        .orElse(decoded);
  }

  /** Compares only the ASCII characters, which every encoding decodes as ASCII. */
  private static boolean isSame(String decoded, String kept) {
    return ascii(decoded).equals(ascii(kept));
  }

  private static String ascii(String text) {
    return text.replaceAll("[^\\x00-\\x7f]", "");
  }

  private static List<String> kept() {
    try (InputStream in = Files.newInputStream(KEPT)) {
      return words(in.readNBytes(MAX_BYTES));
    } catch (IOException e) {
      // Without /proc, use the JVM's text, in which lost bytes are marked.
      return List.of();
    }
  }

  static List<String> words(byte[] bytes) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        words.add(ByteText.of(Arrays.copyOfRange(bytes, start, i)));
        start = i + 1;
      }
    }
    return words;
  }
}
