package kexec.linux.internal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import kexec.api.fault.KexecException;
import kexec.api.text.FileName;

/** The kernel's tables as directories. */
public final class Directories {

  private static final int MAX_DIGITS = 9;

  private Directories() {}

  /**
   * Lists a table whose rows are named by a number.
   *
   * @param directory the table
   * @param prefix what stands before the number, such as {@code cpu}; perhaps empty
   * @param limit the most entries that are taken, whatever their name
   * @return the rows by their number, ascending, perhaps with gaps; empty where the directory is
   *     absent
   * @throws kexec.api.fault.BadFileException if there are more, or the directory cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user may not read the directory
   */
  public static SortedMap<Integer, Path> numbered(Path directory, String prefix, int limit)
      throws KexecException {
    Pattern name = Pattern.compile(Pattern.quote(prefix) + "\\d{1," + MAX_DIGITS + "}");
    SortedMap<Integer, Path> rows = new TreeMap<>();
    for (Path entry : entries(directory, limit)) {
      String own = FileName.of(entry.getFileName());
      if (name.matcher(own).matches()) {
        rows.put(Integer.parseInt(own.substring(prefix.length())), entry);
      }
    }
    return rows;
  }

  /**
   * Lists a table.
   *
   * @param directory the table
   * @param limit the most entries that are taken
   * @return the entries, ascending by their name; empty where the directory is absent
   * @throws kexec.api.fault.BadFileException if there are more, or the directory cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user may not read the directory
   */
  public static List<Path> entries(Path directory, int limit) throws KexecException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (found.size() == limit) {
          throw Malformed.because(FileName.of(directory), "it has more than " + limit + " entries");
        }
        found.add(entry);
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw ReadFaults.of(directory, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw ReadFaults.of(directory, e);
    }
    found.sort(null);
    return found;
  }
}
