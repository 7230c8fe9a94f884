package kexec.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory for the files of one benchmark. */
final class BenchDirectory implements AutoCloseable {

  private final Path path;

  BenchDirectory() throws IOException {
    path = Files.createTempDirectory("jkexec-bench");
  }

  Path path() {
    return path;
  }

  /** Writes a text to a file, and makes the directories in which it lies. */
  Path write(String name, String text) throws IOException {
    Path file = path.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    return Files.write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(path)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
