package kexec.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether another user could change what a path refers to: the file itself, each directory
 * on the way to it, and each symbolic link that is followed.
 *
 * <p>Trusted are this user, root, and the owner of the root directory, who could replace everything
 * anyway; in a user namespace, root is visible only as that owner. A group is trusted if it is
 * root's or if its id equals this user's id, which marks a user private group.
 */
public final class Trust {

  private static final int ROOT = 0;
  private static final int GROUP_WRITES = 0020;
  private static final int OTHERS_WRITE = 0002;
  private static final int STICKY = 01000;
  private static final int MAX_LINKS = 40;

  private final Set<Integer> users;
  private final Set<Integer> groups;

  private Trust(Set<Integer> users, Set<Integer> groups) {
    this.users = users;
    this.groups = groups;
  }

  /**
   * {@return whom a user trusts}
   *
   * @param user the user's id
   * @throws IOException if the root directory cannot be examined
   */
  public static Trust of(int user) throws IOException {
    int top = Entry.of(Path.of("/")).user();
    // Not Set.of: the ids may be equal.
    return new Trust(Set.copyOf(List.of(ROOT, user, top)), Set.copyOf(List.of(ROOT, user)));
  }

  /**
   * {@return whom the user of this process trusts}
   *
   * @throws IOException if {@code /proc} or the root directory cannot be examined
   */
  public static Trust ofThisUser() throws IOException {
    return of((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  /**
   * {@return the id of a file's owner}
   *
   * @param path the file; a symbolic link is not followed
   * @throws IOException if it cannot be examined
   */
  static int ownerOf(Path path) throws IOException {
    return Entry.of(path).user();
  }

  /**
   * Checks whether another user could remove or replace a file of this user at this path. A
   * directory such as {@code /tmp}, where everybody may create files but only their owners may
   * replace them, is safe.
   *
   * @param path an absolute path
   * @return who could, as a clause; empty if nobody could
   * @throws IOException if the path cannot be examined, or does not exist
   */
  public Optional<String> weakness(Path path) throws IOException {
    Way way = new Way(path);
    Optional<String> weakness = way.walk();
    if (weakness.isEmpty() && !way.rest.isEmpty()) {
      throw new NoSuchFileException(way.at.resolve(way.rest.element()).toString());
    }
    return weakness;
  }

  /**
   * Checks whether another user could create a file below this path, or change one there.
   *
   * @param path an absolute path, of which all or the end may not exist yet
   * @return who could, as a clause; empty if nobody could
   * @throws IOException if the path cannot be examined
   */
  Optional<String> weaknessBelow(Path path) throws IOException {
    Way way = new Way(path);
    Optional<String> weakness = way.walk();
    return weakness.isPresent() ? weakness : writers(way.at, Entry.of(way.at));
  }

  /**
   * Checks whether another user could remove or replace what this user creates at this path.
   *
   * @param path an absolute path, of which all or the end may not exist yet
   * @return who could, as a clause; empty if nobody could
   * @throws IOException if the path cannot be examined
   */
  Optional<String> weaknessAbove(Path path) throws IOException {
    return new Way(path).walk();
  }

  private Optional<String> writers(Path path, Entry entry) {
    if (entry.has(OTHERS_WRITE)) {
      return Optional.of("everybody may write to " + path);
    }
    if (entry.has(GROUP_WRITES) && !groups.contains(entry.group())) {
      return Optional.of("the group " + entry.group() + " may write to " + path);
    }
    return Optional.empty();
  }

  private Optional<String> weaknessOf(Path path, Entry entry) {
    if (!users.contains(entry.user())) {
      return Optional.of(path + " belongs to the user " + entry.user());
    }
    boolean kept = entry.link() || (entry.directory() && entry.has(STICKY));
    return kept ? Optional.empty() : writers(path, entry);
  }

  /** A walk along a path, one name at a time, that follows the links. */
  private final class Way {

    private Path at = Path.of("/");
    private final Deque<Path> rest = new ArrayDeque<>();
    private int links;

    Way(Path path) {
      prepend(path);
    }

    private void prepend(Path names) {
      for (int i = names.getNameCount() - 1; i >= 0; i--) {
        rest.push(names.getName(i));
      }
    }

    /** Ends at a weakness, at the end, or before the first name that does not exist. */
    Optional<String> walk() throws IOException {
      Optional<String> weakness = weaknessOf(at, Entry.of(at));
      while (weakness.isEmpty() && !rest.isEmpty()) {
        Path next = at.resolve(rest.element()).normalize();
        Entry entry;
        try {
          entry = Entry.of(next);
        } catch (NoSuchFileException e) {
          return weakness;
        }
        rest.remove();
        weakness = weaknessOf(next, entry);
        if (entry.link()) {
          follow(next);
        } else {
          at = next;
        }
      }
      return weakness;
    }

    private void follow(Path link) throws IOException {
      links++;
      if (links > MAX_LINKS) {
        throw new IOException("too many symbolic links at " + link);
      }
      Path target = Files.readSymbolicLink(link);
      if (target.isAbsolute()) {
        at = target.getRoot();
      }
      prepend(target);
    }
  }

  /** The file system's attributes of one name. */
  private record Entry(int user, int group, int mode, boolean link, boolean directory) {

    static Entry of(Path path) throws IOException {
      Map<String, Object> known =
          Files.readAttributes(
              path, "unix:uid,gid,mode,isSymbolicLink,isDirectory", LinkOption.NOFOLLOW_LINKS);
      return new Entry(
          (int) Objects.requireNonNull(known.get("uid")),
          (int) Objects.requireNonNull(known.get("gid")),
          (int) Objects.requireNonNull(known.get("mode")),
          (boolean) Objects.requireNonNull(known.get("isSymbolicLink")),
          (boolean) Objects.requireNonNull(known.get("isDirectory")));
    }

    boolean has(int bit) {
      return (mode & bit) != 0;
    }
  }
}
