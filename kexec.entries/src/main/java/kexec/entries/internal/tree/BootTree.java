package kexec.entries.internal.tree;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import kexec.api.fault.Causes;
import kexec.api.fault.Finding;
import kexec.api.text.ByteText;
import kexec.api.text.FileName;
import kexec.launch.Trust;
import kexec.linux.LinuxRoot;
import kexec.linux.sys.Errno;
import kexec.linux.sys.RunningLinux;

/**
 * The files of a system that boot loaders read. All paths are absolute, as seen in that system. A
 * symbolic link that leads out of its root is not followed. Whatever cannot be read is told as a
 * finding, and the rest is read nevertheless.
 */
public final class BootTree {

  /** The maximum size of a text in bytes; GRUB's configurations have up to some hundred KiB. */
  public static final int MAX_TEXT = 1 << 20;

  private static final int MAX_NAMES = 1000;
  private static final Path TOP = Path.of("/");

  /** Errors that a boot loader would meet as well. */
  private static final List<Errno> NOTHING_THERE =
      List.of(Errno.ENOTDIR, Errno.ENAMETOOLONG, Errno.ELOOP);

  private final Path root;

  /**
   * Creates a reader.
   *
   * @param root the system to read
   */
  public BootTree(LinuxRoot root) {
    this.root = root.path();
  }

  /** What there is at a path. */
  public enum Presence {
    /** A regular file. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** Something else, such as a device. */
    OTHER,
    /** Nothing. */
    ABSENT,
    /** A symbolic link that leads out of the system's root. */
    OUTSIDE,
    /** This user may not look. */
    HIDDEN,
    /** The file system reports an error. */
    UNKNOWN
  }

  /**
   * {@return where a file of the system is for this process}
   *
   * @param path its path in the system
   */
  public Path onDisk(Path path) {
    return root.resolve(TOP.relativize(path));
  }

  /**
   * {@return what there is at a path; links are followed}
   *
   * @param path a path in the system
   */
  public Presence presence(Path path) {
    try {
      Path real = onDisk(path).toRealPath();
      if (!real.startsWith(root.toRealPath())) {
        return Presence.OUTSIDE;
      }
      BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
      if (attributes.isRegularFile()) {
        return Presence.FILE;
      }
      return attributes.isDirectory() ? Presence.DIRECTORY : Presence.OTHER;
    } catch (IOException e) {
      return presence(e);
    }
  }

  /** {@return what there is where looking has failed} */
  static Presence presence(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return Presence.HIDDEN;
    }
    return failure instanceof NoSuchFileException
            || NOTHING_THERE.stream().anyMatch(error -> RunningLinux.reports(failure, error))
        ? Presence.ABSENT
        : Presence.UNKNOWN;
  }

  /**
   * {@return the path without links, which tells whether two names are of one file; the path itself
   * if that cannot be found out}
   *
   * @param path a path in the system
   */
  public Path real(Path path) {
    try {
      return TOP.resolve(root.toRealPath().relativize(onDisk(path).toRealPath()));
    } catch (IOException e) {
      return path;
    }
  }

  /**
   * {@return a text file as {@link ByteText}; empty if it is absent, or cannot be used}
   *
   * @param path a path in the system
   * @param findings is told why it cannot be used
   */
  public Optional<String> text(Path path, List<Finding> findings) {
    Optional<byte[]> bytes = bytes(path, MAX_TEXT, findings);
    return bytes.map(ByteText::of);
  }

  /**
   * {@return the content of a file; empty if it is absent, or cannot be used}
   *
   * @param path a path in the system
   * @param limit the maximum size in bytes
   * @param findings is told why it cannot be used
   */
  public Optional<byte[]> bytes(Path path, int limit, List<Finding> findings) {
    return opened(path, channel -> content(channel, limit), findings);
  }

  private static byte[] content(FileChannel channel, int limit) throws IOException {
    byte[] bytes = Channels.newInputStream(channel).readNBytes(limit + 1);
    if (bytes.length > limit) {
      throw new IOException("it is longer than " + limit + " bytes");
    }
    return bytes;
  }

  /**
   * Reads from a file.
   *
   * @param <T> the type of the result
   */
  @FunctionalInterface
  public interface Reading<T> {

    /**
     * {@return what was read}
     *
     * @param channel the file
     * @throws IOException if it cannot be used, with the cause as a clause
     */
    T of(FileChannel channel) throws IOException;
  }

  /**
   * {@return what was read from a file; empty if it is absent, or cannot be used}
   *
   * @param <T> the type of the result
   * @param path a path in the system
   * @param reading reads it
   * @param findings is told why it cannot be used
   */
  public <T> Optional<T> opened(Path path, Reading<T> reading, List<Finding> findings) {
    Presence presence = presence(path);
    if (presence == Presence.ABSENT) {
      return Optional.empty();
    }
    if (presence != Presence.FILE && presence != Presence.HIDDEN) {
      findings.add(
          unread(
              path,
              switch (presence) {
                case OUTSIDE -> "it is a link that leads out of the system";
                case UNKNOWN -> "its file system reports an error";
                default -> "it is no regular file";
              }));
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(onDisk(path))) {
      Optional<String> weakness = weakness(path);
      if (weakness.isEmpty()) {
        return Optional.of(reading.of(channel));
      }
      findings.add(untrusted(path, weakness.get()));
    } catch (NoSuchFileException e) {
      // Removed meanwhile.
      return Optional.empty();
    } catch (AccessDeniedException e) {
      findings.add(hidden(path));
    } catch (IOException e) {
      findings.add(unread(path, Causes.of(e)));
    }
    return Optional.empty();
  }

  /**
   * {@return the paths of what is in a directory, ascending by name; empty if it is absent}
   *
   * @param directory a path in the system
   * @param findings is told what could not be listed
   */
  public List<Path> list(Path directory, List<Finding> findings) {
    List<Path> found = new ArrayList<>();
    if (presence(directory) == Presence.OUTSIDE) {
      findings.add(unread(directory, "it is a link that leads out of the system"));
      return found;
    }
    try (DirectoryStream<Path> names = Files.newDirectoryStream(onDisk(directory))) {
      for (Path name : names) {
        if (found.size() == MAX_NAMES) {
          findings.add(unread(directory, "it has more than " + MAX_NAMES + " files"));
          break;
        }
        found.add(directory.resolve(name.getFileName()));
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (AccessDeniedException e) {
      findings.add(hidden(directory));
    } catch (DirectoryIteratorException e) {
      findings.add(unread(directory, Causes.of(Objects.requireNonNull(e.getCause()))));
    } catch (IOException e) {
      findings.add(unread(directory, Causes.of(e)));
    }
    found.sort(Comparator.comparing(FileName::of));
    return found;
  }

  /**
   * Whoever may change what a boot loader reads decides which kernel root loads. What the kernel
   * itself shows is trusted.
   */
  private Optional<String> weakness(Path path) throws IOException {
    return path.startsWith("/proc") || path.startsWith("/sys")
        ? Optional.empty()
        : Trust.ofThisUser().weakness(onDisk(path).toAbsolutePath());
  }

  private static Finding untrusted(Path path, String weakness) {
    return Finding.warning(
        "entries-untrusted",
        "%s was not read: %s".formatted(FileName.of(path), weakness),
        "Take the permission away; on a file system without permissions, mount it with umask=077.");
  }

  private static Finding unread(Path path, String cause) {
    return Finding.warning(
        "entries-unread",
        "%s was not read: %s".formatted(FileName.of(path), cause),
        "Check that it is the boot loader's own file.");
  }

  private static Finding hidden(Path path) {
    return Finding.warning(
        "entries-hidden",
        FileName.of(path) + " was not read: this user may not",
        "Run as root to see what is there.");
  }
}
