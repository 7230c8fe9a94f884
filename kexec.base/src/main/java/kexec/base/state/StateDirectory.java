package kexec.base.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A directory of small files that belong to this program.
 *
 * <p>The directory is created with mode 0700 and its files with mode 0600. A directory that another
 * user owns or may write to is rejected, except that everybody may rely on the superuser's.
 * Symbolic links, pipes and devices are rejected, and a file is never read beyond the requested
 * length. Safe for use by several threads and processes.
 */
public final class StateDirectory {

  private static final Path SELF = Path.of("/proc/self");
  private static final Set<PosixFilePermission> OTHERS_WRITE =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private static final String UNFINISHED = ".new";

  /** How often a file is written anew that another process has removed. */
  private static final int ATTEMPTS = 10;

  private final Path path;
  private final Map<String, Queue<Opened>> notLocked = new ConcurrentHashMap<>();

  /**
   * A file that was opened and not locked.
   *
   * @param file the file
   * @param key what tells it from another file of the same name
   */
  private record Opened(FileChannel file, @Nullable Object key) {}

  /**
   * What has a name here was not put there by this program, or another user may have put it there.
   * Any other {@link IOException} says that the file system did not do what it was asked for, so
   * that nothing is known of what is there.
   */
  public static final class ForeignException extends IOException {

    private static final long serialVersionUID = 1;

    ForeignException(String message) {
      super(message);
    }
  }

  /**
   * Creates a reference to a directory, which need not exist yet.
   *
   * @param path the directory
   */
  public StateDirectory(Path path) {
    this.path = path;
  }

  /** {@return its path} */
  public Path path() {
    return path;
  }

  /**
   * {@return whether anything exists at its path; false also if this user has no permission to
   * know}
   *
   * @throws IOException if that cannot be told, because its file system reports an error
   */
  public boolean exists() throws IOException {
    try {
      Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (NoSuchFileException | AccessDeniedException e) {
      return false;
    }
  }

  /**
   * Creates it and missing parents, all with mode 0700.
   *
   * @throws IOException if it cannot be created, or exists and is not trusted
   */
  public void create() throws IOException {
    if (!Files.isDirectory(path)) {
      try {
        Files.createDirectories(path, mode("rwx------"));
      } catch (FileAlreadyExistsException e) {
        throw new NotDirectoryException(e.getFile());
      }
    }
    requireTrusted();
  }

  /**
   * Checks that nobody else could have put anything here.
   *
   * @throws NoSuchFileException if there is no directory
   * @throws IOException if it belongs to another user, or others may write to it
   */
  public void requireTrusted() throws IOException {
    Class<? extends BasicFileAttributes> known =
        isPosix() ? PosixFileAttributes.class : BasicFileAttributes.class;
    BasicFileAttributes seen = Files.readAttributes(path, known);
    if (!seen.isDirectory()) {
      throw new ForeignException(path + " is not a directory");
    }
    if (!(seen instanceof PosixFileAttributes posix)) {
      return;
    }
    if (!isOwnOrRoots()) {
      throw new ForeignException(path + " belongs to another user, " + posix.owner().getName());
    }
    if (posix.permissions().stream().anyMatch(OTHERS_WRITE::contains)) {
      throw new ForeignException(
          "others than its owner may write to %s (mode %s)"
              .formatted(path, PosixFilePermissions.toString(posix.permissions())));
    }
  }

  /** The owner of /proc/self is the effective user of this process (proc(5)). */
  private boolean isOwnOrRoots() throws IOException {
    Object owner = Files.getAttribute(path, "unix:uid");
    try {
      return Objects.equals(owner, 0)
          || Objects.equals(owner, Files.getAttribute(SELF, "unix:uid"));
    } catch (NoSuchFileException e) {
      // Without /proc it cannot be told.
      return true;
    }
  }

  private boolean isPosix() {
    return path.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  private FileAttribute<?>[] mode(String permissions) {
    return isPosix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * {@return the names of its files, in no order; empty if there is no directory}
   *
   * @param glob the pattern of {@link Files#newDirectoryStream(Path, String)}
   * @throws IOException if it cannot be read or is not trusted
   */
  public List<String> names(String glob) throws IOException {
    if (!exists()) {
      return List.of();
    }
    requireTrusted();
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path, glob)) {
      files.forEach(file -> names.add(String.valueOf(file.getFileName())));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  /**
   * {@return the content of a file}
   *
   * @param name its name
   * @param most the maximum number of bytes; not negative
   * @throws NoSuchFileException if it does not exist
   * @throws ForeignException if it is longer, is not a regular file, or the directory is not
   *     trusted
   * @throws IOException if it cannot be read
   */
  public byte[] read(String name, int most) throws IOException {
    requireTrusted();
    Path file = path.resolve(name);
    requireRegular(file);
    try (InputStream in =
        Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      byte[] bytes = in.readNBytes(most);
      if (in.read() >= 0) {
        throw new ForeignException(file + " is longer than " + most + " bytes");
      }
      return bytes;
    }
  }

  private static void requireRegular(Path file) throws IOException {
    if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isRegularFile()) {
      throw new ForeignException(file + " is not a regular file");
    }
  }

  /**
   * Replaces a file atomically: a reader sees either the old or the new content, even after a power
   * failure. Creates the directory if missing.
   *
   * @param name its name
   * @param bytes the new content
   * @throws IOException if it cannot be written; the old file then remains
   */
  public void write(String name, byte[] bytes) throws IOException {
    create();
    removeUnfinished();
    for (int more = ATTEMPTS - 1; ; more--) {
      try {
        replace(path.resolve(name), bytes);
        return;
      } catch (NoSuchFileException e) {
        // Another process took the new file for an unfinished one before it was locked.
        if (more == 0) {
          throw e;
        }
      }
    }
  }

  private void replace(Path file, byte[] bytes) throws IOException {
    Path fresh = path.resolve(UUID.randomUUID() + UNFINISHED);
    FileChannel channel = createFile(fresh);
    try {
      // Whoever finds it locked knows that it is being written.
      if (!tryLock(channel)) {
        throw new NoSuchFileException(fresh.toString());
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException | Error e) {
      deleteQuietly(fresh);
      throw e;
    } finally {
      // What is on the disk under its name is written, whatever unlocking and closing it say.
      closeQuietly(channel);
    }
  }

  /**
   * Locks a file until it is closed, and waits for nobody.
   *
   * @param file the file, open for writing
   * @return whether it is locked; false if another process, or another part of this one, holds the
   *     lock
   * @throws IOException if it cannot be locked
   */
  public static boolean tryLock(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // Another thread of this process holds it.
      return false;
    }
  }

  /** Deletes what processes left that were killed while they wrote. */
  private void removeUnfinished() {
    try {
      for (String name : names("*" + UNFINISHED)) {
        Path file = path.resolve(name);
        requireRegular(file);
        try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
          if (tryLock(channel)) {
            Files.deleteIfExists(file);
          }
        }
      }
    } catch (IOException e) {
      // It only uses space, and the next write tries again.
      return;
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It only uses space, and the next write tries again.
      return;
    }
  }

  /**
   * Creates a new file with mode 0600.
   *
   * @param file a path in this directory
   * @return the empty file, open for writing; the caller closes it
   * @throws IOException if it cannot be created, or already exists
   */
  public FileChannel createFile(Path file) throws IOException {
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode("rw-------"));
  }

  /**
   * Opens a file for locking between processes; creates it if missing, never truncates it.
   *
   * @param name its name
   * @return the file, open for reading and writing. The caller closes it if it is locked, and gives
   *     it back with {@link #notLocked} otherwise
   * @throws IOException if it cannot be opened, is not a regular file, or the directory is not
   *     trusted
   */
  public FileChannel openLock(String name) throws IOException {
    requireTrusted();
    Path file = path.resolve(name);
    try {
      createFile(file).close();
    } catch (FileAlreadyExistsException e) {
      requireRegular(file);
    }
    Object key = key(file);
    Queue<Opened> kept = notLocked.getOrDefault(name, new ConcurrentLinkedQueue<>());
    for (Opened one = kept.poll(); one != null; one = kept.poll()) {
      if (Objects.equals(one.key(), key)) {
        return one.file();
      }
      // It was deleted since, so that nobody waits for a lock on it.
      one.file().close();
    }
    return FileChannel.open(
        file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
  }

  private static @Nullable Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /**
   * Takes back a file that could not be locked. It stays open for the next {@link #openLock}:
   * closing it would end the locks that other threads of this process have on it (fcntl(2)).
   *
   * @param name its name
   * @param file what {@link #openLock} has returned; not to be used any more
   */
  public void notLocked(String name, FileChannel file) {
    try {
      notLocked
          .computeIfAbsent(name, absent -> new ConcurrentLinkedQueue<>())
          .add(new Opened(file, key(path.resolve(name))));
    } catch (IOException e) {
      // It has no name any more: nobody else can lock it.
      closeQuietly(file);
    }
  }

  /**
   * Closes a file, which ends its locks, whatever comes of that.
   *
   * @param file the file
   */
  public static void closeQuietly(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      // The descriptor is closed anyway, and the lock is released with it (close(2)).
      return;
    }
  }

  /**
   * Deletes a file, and what was left of unfinished ones.
   *
   * @param name its name
   * @return whether it existed
   * @throws IOException if it cannot be deleted
   */
  public boolean delete(String name) throws IOException {
    removeUnfinished();
    return Files.deleteIfExists(path.resolve(name));
  }
}
