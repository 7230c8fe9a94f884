package kexec.vmtest;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The class path of these tests, for a JVM in a guest. */
final class InsideClasses {

  private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

  private InsideClasses() {}

  /**
   * Copies the class path.
   *
   * @param directory gets all jars, and the classes of the tests in {@code test-classes}
   * @return the directory
   */
  static Path copyTo(Path directory) throws IOException {
    Files.createDirectories(directory);
    String classPath = System.getProperty("java.class.path");
    for (String entry : SEPARATOR.splitAsStream(classPath).toList()) {
      Path from = Path.of(entry);
      if (Files.isDirectory(from)) {
        copyTree(from, directory.resolve(from.getFileName()));
      } else if (entry.endsWith(".jar")) {
        Files.copy(
            from, directory.resolve(from.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return directory;
  }

  private static void copyTree(Path from, Path to) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(from)) {
      all = walk.toList();
    }
    for (Path one : all) {
      Path copy = to.resolve(from.relativize(one).toString());
      if (Files.isDirectory(one)) {
        Files.createDirectories(copy);
      } else {
        Files.copy(one, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
