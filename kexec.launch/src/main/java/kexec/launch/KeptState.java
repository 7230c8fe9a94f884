package kexec.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.text.FileName;
import kexec.api.text.ProcessWords;

/** The directory for persisted state, which decides what becomes of a loaded image. */
public final class KeptState {

  /** The system property that names the directory. */
  public static final String PROPERTY = "kexec.state.directory";

  private KeptState() {}

  /**
   * {@return the absolute path of the directory that the system property names, or empty if it
   * names none; no other user can change its content}
   *
   * @param trust whom this user trusts
   * @throws KexecException if another user could change it, or it cannot be examined
   */
  public static Optional<Path> directory(Trust trust) throws KexecException {
    String named = System.getProperty(PROPERTY);
    if (named == null) {
      return Optional.empty();
    }
    Path directory = FileName.path(ProcessWords.property(PROPERTY, named)).toAbsolutePath();
    check(directory, trust);
    return Optional.of(directory);
  }

  /**
   * Ensures that no other user can change the persisted state. Creates the directory if it does not
   * exist and others could create it first.
   *
   * @param directory an absolute path
   * @param trust whom this user trusts
   * @throws KexecException if another user could change it, or it cannot be examined
   */
  static void check(Path directory, Trust trust) throws KexecException {
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
      throw new KexecException(
          new Fault(
              "state-directory-unusable",
              attempted,
              Causes.of(e),
              "Set JKEXEC_STATE to a directory that you may use."),
          e);
    }
    if (weakness.isPresent()) {
      throw new KexecException(
          new Fault(
              "state-directory-not-trusted",
              attempted,
              weakness.get() + ", and could change what is loaded",
              "Set JKEXEC_STATE to a directory that no other user can change."));
    }
  }
}
