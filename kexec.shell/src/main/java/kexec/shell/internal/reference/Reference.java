package kexec.shell.internal.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the manual page and the completions. */
public final class Reference {

  private Reference() {}

  /**
   * Writes {@code man/jkexec.1}, {@code completion/jkexec.bash} and {@code completion/_jkexec}.
   *
   * @param words the directory for them, the version, and the date, of which the day is used
   * @throws IOException if a file cannot be written
   */
  public static void main(String[] words) throws IOException {
    Path directory = Path.of(words[0]);
    CommandLines commands = CommandLines.all();
    String day = words[2].substring(0, "2026-01-01".length());
    write(directory.resolve("man/jkexec.1"), new ManualPage(commands).text(words[1], day));
    write(directory.resolve("completion/jkexec.bash"), new BashCompletion(commands).text());
    write(directory.resolve("completion/_jkexec"), new ZshCompletion(commands).text());
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
