package kexec.api.plan;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import kexec.api.fault.BadFileException;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.text.FileName;
import org.jspecify.annotations.Nullable;

/**
 * A regular file, mapped read-only as a whole.
 *
 * <p>It is mapped in windows, because a buffer is limited to 2 GiB. It is unmapped when its last
 * buffer has been garbage collected, and closed when it has been itself. If the file is truncated
 * while it is mapped, or its file system cannot read it, reads fail with an {@link InternalError}
 * some time after the access, or return zeros within the last page. {@link SegmentData#read}
 * converts both to a {@link BadFileException}.
 *
 * <p>Instances are thread-safe.
 */
public final class MappedFile {

  /** The size of a window: a power of two, so that no page crosses windows. */
  static final long WINDOW = 1L << 30;

  /** File systems whose files have no length, or a meaningless one. */
  private static final Set<String> MADE_BY_THE_KERNEL =
      Set.of("proc", "sysfs", "debugfs", "tracefs", "securityfs", "cgroup", "cgroup2", "configfs");

  private static final int PIECE = 1 << 16;

  private final Path path;
  private final @Nullable Object key;
  private final long size;
  private final List<ByteBuffer> windows;
  private final @Nullable FileChannel channel;
  private final @Nullable FileLease lease;

  private MappedFile(
      Path path,
      @Nullable Object key,
      long size,
      List<ByteBuffer> windows,
      @Nullable FileChannel channel,
      @Nullable FileLease lease) {
    this.path = path;
    this.key = key;
    this.size = size;
    this.windows = windows;
    this.channel = channel;
    this.lease = lease;
  }

  /**
   * Maps a file.
   *
   * @param path the file; links are followed
   * @return the mapped file
   * @throws BadFileException if it is absent, not a regular file, empty or unreadable
   * @throws NotPermittedException if this user may not read it
   */
  public static MappedFile open(Path path) throws KexecException {
    return open(path, file -> Optional.empty());
  }

  /**
   * Maps a file under a lease, if one is granted.
   *
   * @param path the file; links are followed
   * @param leases takes the lease, which its owner closes
   * @return the mapped file
   * @throws BadFileException if it is absent, not a regular file, empty or unreadable
   * @throws NotPermittedException if this user may not read it
   */
  public static MappedFile open(Path path, FileLease.Source leases) throws KexecException {
    try {
      // Checked before opening: opening a FIFO would block until it has a writer.
      requireRegular(path, Files.readAttributes(path, BasicFileAttributes.class));
      Optional<FileLease> lease = leases.take(path);
      // Another file may have the name by now.
      Path leased = lease.map(FileLease::path).orElse(path);
      BasicFileAttributes attributes = Files.readAttributes(leased, BasicFileAttributes.class);
      requireRegular(path, attributes);
      return map(path, attributes.fileKey(), leased, lease.orElse(null));
    } catch (NoSuchFileException e) {
      throw new BadFileException(
          new Fault(
              "file-absent",
              "reading " + FileName.of(path),
              "there is no such file",
              "Check the path."),
          e);
    } catch (AccessDeniedException e) {
      throw new NotPermittedException(
          new Fault(
              "file-not-readable",
              "reading " + FileName.of(path),
              "this user may not read it",
              "Run as a user who may, or change the file's permissions."),
          e);
    } catch (IOException e) {
      throw new BadFileException(unreadable(FileName.of(path), Causes.of(e)), e);
    }
  }

  private static void requireRegular(Path path, BasicFileAttributes attributes)
      throws BadFileException {
    if (!attributes.isRegularFile()) {
      throw attributes.isDirectory()
          ? bad("file-is-directory", path, "it is a directory", "Name a file in it.")
          : bad(
              "file-not-regular",
              path,
              "it is a FIFO, a socket or a device",
              "Copy its content to a regular file and name that.");
    }
  }

  private static Fault unreadable(Object what, String cause) {
    return new Fault("file-unreadable", "reading " + what, cause, "Check the file system.");
  }

  /**
   * Returns whether the kernel generates the file's content when it is read, so that the file has
   * no length and cannot be mapped.
   */
  private static boolean isMadeByTheKernel(Path path) {
    try {
      return MADE_BY_THE_KERNEL.contains(Files.getFileStore(path).type());
    } catch (IOException e) {
      // The file system is unknown, for example because /proc itself is not mounted.
      return false;
    }
  }

  private static BadFileException madeByTheKernel(Path path) {
    return bad(
        "file-not-regular",
        path,
        "the kernel makes its content when it is read, so that its length is not known before",
        "Copy its content to a regular file and name that.");
  }

  private static MappedFile map(
      Path path, @Nullable Object key, Path leased, @Nullable FileLease lease)
      throws IOException, BadFileException {
    FileChannel channel = FileChannel.open(leased, StandardOpenOption.READ);
    boolean kept = false;
    try {
      long size = channel.size();
      if (size == 0) {
        throw isMadeByTheKernel(path)
            ? madeByTheKernel(path)
            : bad("file-empty", path, "the file is empty", "Check how the file was made.");
      }
      List<ByteBuffer> windows;
      try {
        windows = mapped(channel, size);
        // Reading shows no page of a hole that the mapping cannot show for lack of room.
        kept = path.toFile().getUsableSpace() >= size;
      } catch (IOException e) {
        if (!isMadeByTheKernel(path)) {
          throw e;
        }
        windows = copied(path, channel, size);
      }
      return new MappedFile(path, key, size, windows, kept ? channel : null, lease);
    } finally {
      if (!kept) {
        channel.close();
      }
    }
  }

  private static List<ByteBuffer> mapped(FileChannel channel, long size) throws IOException {
    List<ByteBuffer> windows = new ArrayList<>();
    for (long at = 0; at < size; at += WINDOW) {
      windows.add(channel.map(FileChannel.MapMode.READ_ONLY, at, Math.min(WINDOW, size - at)));
    }
    return List.copyOf(windows);
  }

  /**
   * Maps a copy of a file that the kernel keeps in memory and that cannot be mapped, such as {@code
   * /sys/firmware/initrd}. The copy has no name, from its first byte on, and is freed with its
   * mapping.
   */
  private static List<ByteBuffer> copied(Path path, FileChannel channel, long size)
      throws IOException, BadFileException {
    Path copy =
        Path.of(System.getProperty("java.io.tmpdir"), "jkexec" + UUID.randomUUID() + ".copy");
    // The Java platform removes the name of such a file when it has opened it.
    Set<OpenOption> options =
        Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    try (FileChannel to =
        FileChannel.open(
            copy,
            options,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      while (to.size() <= size && channel.read(piece) >= 0) {
        for (piece.flip(); piece.hasRemaining(); ) {
          to.write(piece);
        }
        piece.clear();
      }
      if (to.size() != size) {
        throw madeByTheKernel(path);
      }
      return mapped(to, size);
    }
  }

  private static BadFileException bad(String code, Path path, String cause, String cure) {
    return new BadFileException(new Fault(code, "reading " + FileName.of(path), cause, cure));
  }

  /**
   * Determines why a part of this file could not be read through its mapping.
   *
   * @param what what was read, for people
   * @param offset the first byte of the part
   * @param length bytes
   * @return the file was truncated, the file system reports an error for it, or it has no room for
   *     a hole of the file; empty if the part has no problem now
   */
  Optional<Fault> whyUnreadable(Object what, long offset, long length) {
    if (isCutShort()) {
      return Optional.of(changed(what));
    }
    if (!hasItsName()) {
      return Optional.empty();
    }
    ByteBuffer piece = ByteBuffer.allocate(PIECE);
    long at = offset;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      while (at < offset + length) {
        piece.clear().limit((int) Math.min(PIECE, offset + length - at));
        int n = channel.read(piece, at);
        if (n < 0) {
          return Optional.of(changed(what));
        }
        at += n;
      }
      return isFull(path.toFile()) ? Optional.of(noRoomForHoles(what)) : Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          unreadable(
              what,
              "%s has an error within 0x%x bytes from 0x%x on: %s"
                  .formatted(FileName.of(path), PIECE, at, Causes.of(e))));
    }
  }

  /**
   * A {@link java.nio.file.FileStore} is looked up in the table of mounts, which does not have the
   * root of a chroot(2). A size of zero is that of a file system that tells none.
   */
  private static boolean isFull(File file) {
    return file.getTotalSpace() > 0 && file.getUsableSpace() < PIECE;
  }

  private Fault noRoomForHoles(Object what) {
    return new Fault(
        "file-unreadable",
        "reading " + what,
        FileName.of(path) + " is sparse, and its file system has no room left for the holes in it",
        "Make room on that file system, or copy the file to another one.");
  }

  /** Returns the fault for a failed read whose reason can no longer be determined from a file. */
  static Fault faulted(Object what) {
    return unreadable(what, "a part of a mapped file could not be read");
  }

  static Fault changed(Object what) {
    return new Fault(
        "file-changed",
        "reading " + what,
        "a mapped file was cut short since it was mapped",
        "Do not change the files while they are planned or loaded; then try again.");
  }

  /**
   * {@return whether nobody has opened the file for writing since it was mapped: a lease was
   * granted and is held}
   */
  public boolean isHeld() {
    return lease != null && lease.isHeld();
  }

  /** {@return whether a lease was granted, held or not} */
  boolean wasHeld() {
    return lease != null;
  }

  /**
   * {@return a path that opens the mapped file: while it is held, even if another file has its name
   * by now}
   */
  public Path openPath() {
    return lease != null && lease.isHeld() ? lease.path() : path;
  }

  /** {@return the path of the file, as it was given} */
  public Path path() {
    return path;
  }

  /** {@return the size of the file when it was mapped, in bytes, above zero} */
  public long size() {
    return size;
  }

  /** {@return the whole file as segment data, without a copy} */
  public SegmentData data() {
    return SegmentData.ofFile(this, 0, size);
  }

  /**
   * {@return the longest piece that starts at an offset and is in one window: a read-only buffer of
   * at least one and at most {@code length} bytes}
   *
   * @param offset the first byte, within the file
   * @param length bytes wanted, above zero
   */
  ByteBuffer piece(long offset, long length) {
    ByteBuffer window = windows.get((int) (offset / WINDOW));
    int from = (int) (offset % WINDOW);
    return window.slice(from, (int) Math.min(length, window.limit() - from));
  }

  /**
   * Digests the start of a piece by reading it instead of mapping its pages, which is faster for
   * bytes that are needed once.
   *
   * @param offset the piece's first byte, within the file
   * @param length bytes
   * @param into digests what was read
   * @return the bytes digested. Fewer than {@code length} if the rest cannot be read in this way:
   *     the mapping shows why, or has it
   */
  long digest(long offset, long length, MessageDigest into) {
    if (channel == null) {
      return 0;
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(PIECE, length));
    long done = 0;
    try {
      while (done < length) {
        buffer.clear().limit((int) Math.min(PIECE, length - done));
        int n = channel.read(buffer, offset + done);
        if (n < 0) {
          return done;
        }
        into.update(buffer.flip());
        done += n;
      }
    } catch (IOException e) {
      // Also if this thread was interrupted, which closes the channel for good.
      return done;
    }
    return done;
  }

  /**
   * {@return whether the file is shorter now than when it was mapped; false also if another file
   * has its name now, because that does not affect the mapped file. A read would not always show
   * it: the missing part of the last page reads as zeros}
   */
  boolean isCutShort() {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return Objects.equals(now.fileKey(), key) && now.size() < size;
    } catch (IOException e) {
      // Only the name was removed.
      return false;
    }
  }

  private boolean hasItsName() {
    try {
      return Objects.equals(Files.readAttributes(path, BasicFileAttributes.class).fileKey(), key);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return FileName.of(path) + " (" + size + " bytes)";
  }
}
