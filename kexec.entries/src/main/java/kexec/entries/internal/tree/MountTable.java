package kexec.entries.internal.tree;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.fault.Finding;
import kexec.api.text.FileName;

/** The mounted file systems (proc(5), {@code /proc/pid/mountinfo}). */
public final class MountTable {

  private static final Path FILE = Path.of("/proc/self/mountinfo");
  private static final int DEVICE = 2;
  private static final int ROOT = 3;
  private static final int POINT = 4;
  private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

  private final List<Mount> mounts;

  private MountTable(List<Mount> mounts) {
    this.mounts = List.copyOf(mounts);
  }

  /**
   * A mount.
   *
   * @param device the number of the file system's device
   * @param top the directory of the file system that is visible at the mount point
   * @param point the mount point
   * @param source the device's file; empty for file systems that have none
   */
  public record Mount(String device, Path top, Path point, Optional<Path> source) {}

  /** {@return all mounts, in the kernel's order} */
  List<Mount> all() {
    return mounts;
  }

  /**
   * Reads the table.
   *
   * @param tree the system
   * @param findings is told if it cannot be read
   * @return the table; an empty one if it is absent or cannot be read
   */
  public static MountTable read(BootTree tree, List<Finding> findings) {
    return parse(tree.text(FILE, findings).orElse(""));
  }

  /**
   * Parses the table. Lines that are none are left out.
   *
   * @param text its text
   * @return the table
   */
  static MountTable parse(String text) {
    List<Mount> mounts = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      String[] fields = line.split(" ", -1);
      if (fields.length > POINT && fields[ROOT].startsWith("/") && fields[POINT].startsWith("/")) {
        mount(fields).ifPresent(mounts::add);
      }
    }
    return new MountTable(mounts);
  }

  private static Optional<Mount> mount(String[] fields) {
    try {
      return Optional.of(
          new Mount(
              fields[DEVICE],
              FileName.path(unescaped(fields[ROOT])),
              FileName.path(unescaped(fields[POINT])),
              source(fields)));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** After optional fields there are a hyphen, the file system's type and its source. */
  private static Optional<Path> source(String[] fields) {
    int hyphen = Arrays.asList(fields).indexOf("-");
    boolean there = hyphen > POINT && fields.length > hyphen + 2;
    return there && fields[hyphen + 2].startsWith("/")
        ? Optional.of(FileName.path(unescaped(fields[hyphen + 2])))
        : Optional.empty();
  }

  /** White space and backslashes are octal there. */
  private static String unescaped(String field) {
    return ESCAPE
        .matcher(field)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    String.valueOf((char) Integer.parseInt(found.group(1), Byte.SIZE))));
  }

  /**
   * {@return the mount that a path is on; empty if the table is unknown}
   *
   * @param path an absolute path without links
   */
  public Optional<Mount> of(Path path) {
    Mount found = null;
    for (Mount each : mounts) {
      // Of two mounts at one point, the later one hides the earlier one.
      if (path.startsWith(each.point())
          && (found == null || each.point().getNameCount() >= found.point().getNameCount())) {
        found = each;
      }
    }
    return Optional.ofNullable(found);
  }

  /**
   * {@return whether a file system is mounted exactly there}
   *
   * @param path an absolute path without links
   */
  public boolean isPoint(Path path) {
    return mounts.stream().anyMatch(mount -> mount.point().equals(path));
  }

  /**
   * {@return where a file of a file system is visible, the likeliest place first}
   *
   * @param on a mount of that file system
   * @param path the file's path from the top of the file system on
   */
  List<Path> visible(Mount on, Path path) {
    List<Path> found = new ArrayList<>();
    for (Mount each : mounts) {
      boolean shows = each.device().equals(on.device()) && path.startsWith(each.top());
      if (shows && of(each.point()).filter(each::equals).isPresent()) {
        Path place = each.point().resolve(each.top().relativize(path)).normalize();
        found.add(each.equals(on) ? 0 : found.size(), place);
      }
    }
    return found;
  }
}
