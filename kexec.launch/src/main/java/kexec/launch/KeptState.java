package kexec.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The directory for what is kept between two runs: it decides what becomes of a loaded image. */
final class KeptState {

  private KeptState() {}

  /**
   * Makes sure that no other user can change what is kept. A directory that is not there yet is
   * made where others could make it first.
   *
   * @param directory an absolute path
   * @param trust whom this user trusts
   * @throws StartException if another user could change it, or it cannot be looked at
   */
  static void check(Path directory, Trust trust) throws StartException {
    String attempted = "keeping the state of loaded images in " + directory;
    Optional<String> weakness;
    try {
      weakness = trust.weaknessBelow(directory);
      if (weakness.isPresent()
          && Files.notExists(directory)
          && trust.weaknessAbove(directory).isEmpty()) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        weakness = trust.weaknessBelow(directory);
      }
    } catch (IOException e) {
      throw new StartException(
          "state-directory-unusable",
          attempted,
          StartException.reason(e),
          "Set JKEXEC_STATE to a directory that you may use.");
    }
    if (weakness.isPresent()) {
      throw new StartException(
          "state-directory-not-trusted",
          attempted,
          weakness.get() + ", and could change what is loaded",
          "Set JKEXEC_STATE to a directory that no other user can change.");
    }
  }
}
