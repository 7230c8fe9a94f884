package kexec.vmtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The package that the build has made, and the system in which it is tried. */
final class DebianPackage {

  private DebianPackage() {}

  /** {@return the one package of this build} */
  static Path file() throws IOException {
    Path directory = GuestLab.property("package.directory");
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> found = files.filter(file -> file.toString().endsWith("_all.deb")).toList();
      if (found.size() != 1) {
        throw new GuestFailure("not one package in " + directory + ": " + found);
      }
      return found.get(0);
    }
  }

  /** {@return an archive with a small Debian, made at the first call on this machine} */
  static Path baseSystem() throws IOException {
    Path messages = GuestLab.property("guests.directory").resolve("debian-root.log");
    return Path.of(GuestLab.call(messages, "debian-root"));
  }

  /** Makes the disk of a guest with the package. */
  static Path disk(GuestImages images) throws IOException {
    Path directory = GuestLab.property("guests.directory").resolve("debian");
    Files.createDirectories(directory);
    GuestLab.call(
        directory.resolve("guest-debian.log"),
        "guest-debian",
        file().toString(),
        images.product().resolveSibling("tiny.bzImage").toString(),
        images.initrd().toString(),
        directory.toString());
    return directory.resolve("debian.img");
  }
}
