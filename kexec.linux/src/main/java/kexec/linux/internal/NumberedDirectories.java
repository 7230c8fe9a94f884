package kexec.linux.internal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import kexec.api.fault.KexecException;

/** The kernel's tables as directories: one for each row, named by its number. */
public final class NumberedDirectories {

  private static final int MAX_DIGITS = 9;

  private NumberedDirectories() {}

  /**
   * Lists the rows of a table.
   *
   * @param directory the table
   * @param prefix what stands before the number, such as {@code cpu}; perhaps empty
   * @param limit the most rows that are taken
   * @return the rows by their number, ascending, perhaps with gaps; empty where the directory is
   *     absent
   * @throws kexec.api.fault.BadFileException if there are more, or the directory cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user may not read the directory
   */
  public static SortedMap<Integer, Path> list(Path directory, String prefix, int limit)
      throws KexecException {
    Pattern name = Pattern.compile(Pattern.quote(prefix) + "\\d{1," + MAX_DIGITS + "}");
    SortedMap<Integer, Path> rows = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String own = entry.getFileName().toString();
        if (name.matcher(own).matches()) {
          rows.put(Integer.parseInt(own.substring(prefix.length())), entry);
        }
        if (rows.size() > limit) {
          throw Malformed.because(
              directory.toString(), "it has more than " + limit + " numbered directories");
        }
      }
    } catch (NoSuchFileException e) {
      return rows;
    } catch (DirectoryIteratorException e) {
      throw ReadFaults.of(directory, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw ReadFaults.of(directory, e);
    }
    return rows;
  }
}
