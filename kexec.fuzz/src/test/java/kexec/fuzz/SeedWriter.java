package kexec.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes the inputs that are made, for {@code tools/fuzz}. */
public final class SeedWriter {

  private SeedWriter() {}

  /**
   * Writes the inputs of every target.
   *
   * @param arguments the directory; each target's inputs are in a directory of its name in it
   */
  public static void main(String[] arguments) throws IOException {
    for (FuzzTarget target : FuzzTarget.ALL) {
      write(Path.of(arguments[0], target.name()), target.seeds().get());
    }
    write(Path.of(arguments[0], "seeded"), SeededTarget.seeds());
  }

  private static void write(Path directory, List<byte[]> inputs) throws IOException {
    Files.createDirectories(directory);
    for (int i = 0; i < inputs.size(); i++) {
      Files.write(directory.resolve(String.format(Locale.ROOT, "seed-%03d", i)), inputs.get(i));
    }
  }
}
