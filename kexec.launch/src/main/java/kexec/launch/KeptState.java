package kexec.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The directory for persisted state, which decides what becomes of a loaded image. */
final class KeptState {

  private KeptState() {}

  /**
   * Ensures that no other user can change the persisted state. Creates the directory if it does not
   * exist and others could create it first.
   *
   * @param directory an absolute path
   * @param trust whom this user trusts
   * @throws StartException if another user could change it, or it cannot be examined
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
