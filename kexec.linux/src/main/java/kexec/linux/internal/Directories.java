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

/** Reads tables that the kernel exposes as directories. */
public final class Directories {

  private static final int MAX_DIGITS = 9;

  private Directories() {}

  /**
   * {@return the numbered entries of a directory by number, ascending, possibly with gaps; empty if
   * the directory is absent}
   *
   * @param directory the directory
   * @param prefix the text before the number, such as {@code cpu}; may be empty
   * @param limit the maximum number of entries, whatever their name
   * @throws kexec.api.fault.BadFileException if there are more, or the directory cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read the
   *     directory
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
   * {@return the entries of a directory, ascending by name; empty if the directory is absent}
   *
   * @param directory the directory
   * @param limit the maximum number of entries
   * @throws kexec.api.fault.BadFileException if there are more, or the directory cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read the
   *     directory
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
