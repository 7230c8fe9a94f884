package kexec.launch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one run, for everything that is unpacked to be executed. It is created once,
 * with an unpredictable name, accessible only to its owner, and exists until the run ends: at no
 * moment can another user replace it.
 *
 * <p>A killed run leaves its directory behind. A live run holds a lock on a file in it, so that a
 * later run knows which directories are stale.
 */
public final class PrivateDirectory {

  private static final String PREFIX = "jkexec.";
  private static final String LOCK = "lock";

  /** What the unpacked jars need, with a reserve. */
  private static final long NEEDED_BYTES = 8L << 20;

  /** A run locks its directory almost immediately after creating it. */
  private static final Duration UNLOCKED_FOR_LONG = Duration.ofHours(1);

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path path;
  private final int user;
  private final FileChannel lock;

  private PrivateDirectory(Path path, int user, FileChannel lock) {
    this.path = path;
    this.user = user;
    this.lock = lock;
  }

  /**
   * Creates the directory of this run below {@code java.io.tmpdir}; it is removed when the process
   * ends.
   *
   * @return the directory
   * @throws KexecException if it cannot be created, another user could change it, or there is no
   *     room
   */
  public static PrivateDirectory ofThisRun() throws KexecException {
    PrivateDirectory made =
        below(Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath());
    Runtime.getRuntime().addShutdownHook(new Thread(made::remove, "remove unpacked files"));
    return made;
  }

  /**
   * Creates a directory, and removes the stale ones that dead runs of this user left beside it.
   *
   * @param base the parent directory
   * @return the directory
   * @throws KexecException if it cannot be created, another user could change it, or there is no
   *     room
   */
  public static PrivateDirectory below(Path base) throws KexecException {
    String attempted = "making a directory for this run in " + base;
    if (!Files.isDirectory(base)) {
      throw new KexecException(
          new Fault(
              "temporary-directory-absent",
              attempted,
              Files.exists(base, LinkOption.NOFOLLOW_LINKS)
                  ? "it is no directory"
                  : "there is no such directory",
              "Set TMPDIR to a directory, or unset it."));
    }
    try {
      Path made = Files.createTempDirectory(base, PREFIX + run() + ".", OWNER_ONLY);
      try {
        return complete(made, attempted);
      } catch (IOException | KexecException e) {
        delete(made);
        throw e;
      }
    } catch (IOException e) {
      throw new KexecException(
          new Fault(
              "temporary-directory-unusable",
              attempted,
              Causes.of(e),
              "Make room there, or set TMPDIR to a directory in which you may make files."));
    }
  }

  private static PrivateDirectory complete(Path made, String attempted)
      throws IOException, KexecException {
    int user = Trust.ownerOf(made);
    Optional<String> weakness = Trust.of(user).weakness(made);
    if (weakness.isPresent()) {
      throw new KexecException(
          new Fault(
              "temporary-directory-not-trusted",
              attempted,
              weakness.get() + ", and what lies there is executed",
              "Set TMPDIR to a directory that no other user can change, or unset it."));
    }
    // Not of a FileStore: that has a mount point, which the root of a chroot need not have.
    long room = made.toFile().getUsableSpace();
    if (room < NEEDED_BYTES) {
      throw new KexecException(
          new Fault(
              "temporary-directory-full",
              attempted,
              "it has room for "
                  + room / 1024
                  + " KiB, and "
                  + NEEDED_BYTES / 1024
                  + " KiB are needed",
              "Make room there, or set TMPDIR to a directory that has room."));
    }
    PrivateDirectory directory = new PrivateDirectory(made, user, lock(made));
    directory.removeDead();
    return directory;
  }

  /**
   * The lock file gets its name only after it is locked: a visible lock file is never unlocked
   * while its run lives.
   */
  private static FileChannel lock(Path directory) throws IOException {
    Path unnamed = directory.resolve(LOCK + ".new");
    FileChannel channel =
        FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    channel.lock();
    Files.move(unnamed, directory.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
    return channel;
  }

  /** {@return the directory's path} */
  public Path path() {
    return path;
  }

  /** {@return this process's user id in the file system: the id of the directory's owner} */
  public int user() {
    return user;
  }

  /** Removes the directory; what cannot be removed is left to a later run. */
  public void remove() {
    delete(path);
    try {
      lock.close();
    } catch (IOException e) {
      // The lock ends with the process.
    }
  }

  /** {@return what is the same for all directories of this process, and for no other process} */
  private static String run() {
    ProcessHandle self = ProcessHandle.current();
    long started = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return self.pid() + "-" + Long.toString(started, Character.MAX_RADIX);
  }

  /**
   * Removes what dead runs left. Does not open the lock of another directory of this process:
   * closing a file ends all locks that the process has on it (fcntl(2)).
   */
  private void removeDead() {
    Path base = path.resolveSibling(".").normalize();
    String own = PREFIX + run() + ".";
    try (DirectoryStream<Path> found = Files.newDirectoryStream(base, PREFIX + "*")) {
      for (Path other : found) {
        if (!other.getFileName().toString().startsWith(own) && isDead(other)) {
          delete(other);
        }
      }
    } catch (IOException e) {
      // A directory that cannot be listed is not this run's to clean up.
    }
  }

  private boolean isDead(Path other) {
    try {
      if (!Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS) || Trust.ownerOf(other) != user) {
        return false;
      }
      try (FileChannel channel =
              FileChannel.open(
                  other.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
          FileLock free = channel.tryLock()) {
        return free != null;
      } catch (NoSuchFileException e) {
        Instant made = Files.getLastModifiedTime(other, LinkOption.NOFOLLOW_LINKS).toInstant();
        return made.isBefore(Instant.now().minus(UNLOCKED_FOR_LONG));
      }
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }

  private static void delete(Path directory) {
    try {
      Files.walkFileTree(directory, new Remover());
    } catch (IOException e) {
      // Something was added meanwhile, or is gone already: a later run tries again.
    }
  }

  /** Removes a tree without following links. */
  private static final class Remover extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
