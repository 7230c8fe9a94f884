package kexec.vmtest.swap;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/**
 * The launcher properties of the executable jar.
 *
 * @param bundles the bundles' files, in the order in which they are installed
 * @param systemPackages what the framework exports of its class path
 */
record Product(List<Path> bundles, String systemPackages) {

  /** Reads {@code launcher.properties} in the directory into which the jar was unpacked. */
  static Product unpackedIn(Path directory) throws IOException {
    Properties launcher = new Properties();
    try (Reader file = Files.newBufferedReader(directory.resolve("launcher.properties"))) {
      launcher.load(file);
    }
    List<Path> bundles =
        Arrays.stream(launcher.getProperty("launch.bundles").split(","))
            // Nobody types commands.
            .filter(name -> !name.contains("gogo") && !name.contains("jline"))
            .map(directory::resolve)
            .toList();
    return new Product(bundles, launcher.getProperty("launch.system.packages"));
  }
}
