package kexec.launch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.text.FileName;

/**
 * The file that holds the hash of the web console's password. Only its owner may read it, and no
 * other user may change or replace it. Thread-safe; the file is read anew each time.
 */
public final class PasswordFile {

  /** The property, of the framework or of the system, that names the file. */
  public static final String PROPERTY = "kexec.console.password";

  private static final Path DEFAULT = Path.of("/etc/jkexec/console.password");
  private static final int MAX_BYTES = 1024;
  private static final int NOT_OWNER = 0077;
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OTHERS_LOOK =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));

  private final Path path;

  /**
   * Creates the object; nothing is accessed.
   *
   * @param named the value of the property, as {@link kexec.api.text.ByteText}; empty for {@code
   *     /etc/jkexec/console.password}
   */
  public PasswordFile(Optional<String> named) {
    this.path = named.map(FileName::path).map(Path::toAbsolutePath).orElse(DEFAULT);
  }

  /** {@return the absolute path of the file} */
  public Path path() {
    return path;
  }

  /**
   * {@return the hash in the file}
   *
   * @throws KexecException with the code {@code console-password-missing} if there is no file,
   *     {@code console-password-not-trusted} if another user could read or change it, {@code
   *     console-password-damaged} if it contains something else, {@code
   *     console-password-unreadable} if it cannot be read
   */
  public PasswordHash read() throws KexecException {
    String attempted = "reading the web console's password from " + FileName.of(path);
    try {
      Optional<String> weakness = weakness();
      if (weakness.isPresent()) {
        throw new KexecException(
            new Fault(
                "console-password-not-trusted",
                attempted,
                weakness.get(),
                "Set the password anew with --set-password, in a directory that no other user can"
                    + " change."));
      }
      return PasswordHash.parse(content())
          .orElseThrow(
              () ->
                  new KexecException(
                      new Fault(
                          "console-password-damaged",
                          attempted,
                          "it contains no password hash",
                          "Set the password anew with --set-password.")));
    } catch (NoSuchFileException e) {
      throw new KexecException(
          new Fault(
              "console-password-missing",
              attempted,
              "no password was set, and there is no default one",
              "Set one as the user who runs the console: java -jar console.jar --set-password."),
          e);
    } catch (IOException e) {
      throw new KexecException(
          new Fault(
              "console-password-unreadable",
              attempted,
              Causes.of(e),
              "Run the console as the user who set the password, or set it anew."),
          e);
    }
  }

  private Optional<String> weakness() throws IOException {
    Optional<String> changed = Trust.ofThisUser().weakness(path);
    if (changed.isPresent()) {
      return changed;
    }
    // A link would be followed by the check above, and could name any file.
    Map<String, Object> known =
        Files.readAttributes(path, "unix:mode,isRegularFile", LinkOption.NOFOLLOW_LINKS);
    if (!(boolean) Objects.requireNonNull(known.get("isRegularFile"))) {
      return Optional.of("it is not a regular file");
    }
    return ((int) Objects.requireNonNull(known.get("mode")) & NOT_OWNER) == 0
        ? Optional.empty()
        : Optional.of("other users have permissions on it");
  }

  private String content() throws IOException {
    try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * Replaces the hash in the file. Creates the file and its directory if they do not exist.
   *
   * @param hash the new hash
   * @throws KexecException with the code {@code console-password-not-trusted} if another user could
   *     change the file, {@code console-password-not-written} if it cannot be written
   */
  public void write(PasswordHash hash) throws KexecException {
    String attempted = "writing the web console's password to " + FileName.of(path);
    try {
      Path directory = Objects.requireNonNullElse(path.getParent(), path);
      Optional<String> weakness = Trust.ofThisUser().weaknessAbove(path);
      if (weakness.isPresent()) {
        throw new KexecException(
            new Fault(
                "console-password-not-trusted",
                attempted,
                weakness.get(),
                "Name a file in a directory that no other user can change: -D" + PROPERTY + "=."));
      }
      Files.createDirectories(directory, OTHERS_LOOK);
      Path fresh = path.resolveSibling(path.getFileName() + ".new");
      // A killed process may have left it.
      Files.deleteIfExists(fresh);
      Files.createFile(fresh, OWNER_ONLY);
      boolean moved = false;
      try {
        Files.writeString(fresh, hash.line() + "\n", StandardCharsets.US_ASCII);
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        moved = true;
      } finally {
        if (!moved) {
          Files.deleteIfExists(fresh);
        }
      }
    } catch (IOException e) {
      throw new KexecException(
          new Fault(
              "console-password-not-written",
              attempted,
              Causes.of(e),
              "Run as root, or name a file that you may write: -D" + PROPERTY + "=."),
          e);
    }
  }
}
