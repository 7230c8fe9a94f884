package kexec.vmtest.swap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.osgi.framework.Constants;

/** The driver as a bundle, because only bundles see the classes of bundles. */
final class DriverBundle {

  private static final String PACKAGE = DriverBundle.class.getPackageName() + ".driver";

  private static final Map<String, String> HEADERS =
      Map.of(
          Constants.BUNDLE_MANIFESTVERSION,
          "2",
          Constants.BUNDLE_SYMBOLICNAME,
          PACKAGE,
          Constants.BUNDLE_ACTIVATOR,
          PACKAGE + ".SwapDriver",
          Constants.IMPORT_PACKAGE,
          "kexec.api,kexec.api.plan,org.osgi.framework,org.osgi.service.cm,"
              + "org.osgi.util.tracker");

  private DriverBundle() {}

  /**
   * Builds the bundle.
   *
   * @param classes the directory of all compiled classes
   */
  static byte[] of(Path classes) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    HEADERS.forEach(manifest.getMainAttributes()::putValue);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      for (Path file : files(classes.resolve(PACKAGE.replace('.', '/')))) {
        jar.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, jar);
      }
    }
    return bytes.toByteArray();
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.toList();
    }
  }
}
