package kexec.entries.internal.tree;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import kexec.api.fault.Finding;
import kexec.api.text.FileName;

/**
 * Finds the files that boot loaders name: their paths begin at the top of a partition, wherever
 * that is mounted.
 */
public final class Locator {

  private final BootTree tree;
  private final MountTable mounts;

  /**
   * Creates a locator.
   *
   * @param tree the system
   * @param mounts its mounts
   */
  public Locator(BootTree tree, MountTable mounts) {
    this.tree = tree;
    this.mounts = mounts;
  }

  /**
   * Finds a file.
   *
   * @param near a directory in the system on the partition that the name begins at
   * @param name the boot loader's name of the file
   * @param findings is told if it is not there, or which one is meant is not certain
   * @return its path in the system; the likeliest one if it is not there, empty if the name is none
   */
  public Optional<Path> find(Path near, String name, List<Finding> findings) {
    Optional<Path> path = parsed(name, findings);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    Set<Path> sure = onPartition(near, path.get());
    Set<Path> guesses = guesses(near, path.get());
    guesses.removeAll(sure);
    Optional<Path> found = present(sure);
    if (found.isPresent()) {
      return found;
    }
    List<Path> there = guesses.stream().filter(this::isThere).toList();
    if (there.isEmpty()) {
      Path likeliest = sure.isEmpty() ? guesses.iterator().next() : sure.iterator().next();
      findings.add(absent(likeliest));
      return Optional.of(likeliest);
    }
    if (!sure.isEmpty() || there.stream().map(tree::real).distinct().count() > 1) {
      findings.add(guessed(name, there.get(0)));
    }
    return Optional.of(there.get(0));
  }

  private static Optional<Path> parsed(String name, List<Finding> findings) {
    try {
      Path path = FileName.path(name.startsWith("/") ? name : "/" + name);
      for (Path each : path) {
        if (each.toString().equals("..")) {
          findings.add(refused(name, "it leads upwards with '..'"));
          return Optional.empty();
        }
      }
      if (path.getNameCount() == 0) {
        findings.add(refused(name, "it names no file"));
        return Optional.empty();
      }
      return Optional.of(path.normalize());
    } catch (InvalidPathException e) {
      findings.add(refused(name, String.valueOf(e.getReason())));
      return Optional.empty();
    }
  }

  private Set<Path> onPartition(Path near, Path path) {
    Set<Path> places = new LinkedHashSet<>();
    Path real = tree.real(near);
    mounts
        .of(real)
        .ifPresent(
            mount -> {
              places.addAll(mounts.visible(mount, path));
              // Paths on btrfs may begin at the subvolume that is mounted.
              places.add(mount.point().resolve(Path.of("/").relativize(path)));
            });
    return places;
  }

  /** From the directory upwards: the partition is mounted at one of these. */
  private static Set<Path> guesses(Path near, Path path) {
    Set<Path> places = new LinkedHashSet<>();
    Path below = Path.of("/").relativize(path);
    for (Path at = near; at != null; at = at.getParent()) {
      places.add(at.resolve(below));
    }
    return places;
  }

  private Optional<Path> present(Set<Path> places) {
    return places.stream().filter(this::isThere).findFirst();
  }

  private boolean isThere(Path path) {
    return tree.presence(path) == BootTree.Presence.FILE;
  }

  private Finding absent(Path path) {
    String name = FileName.of(path);
    return switch (tree.presence(path)) {
      case HIDDEN ->
          Finding.warning(
              "entry-file-hidden",
              name + " cannot be seen by this user",
              "Run as root to load this entry.");
      case OUTSIDE ->
          Finding.error(
              "entry-file-outside",
              name + " is a link that leads out of the system",
              "Replace the link by the file.");
      case DIRECTORY, OTHER ->
          Finding.error(
              "entry-file-missing",
              name + " is no regular file",
              "Correct the entry, or take another one.");
      case UNKNOWN ->
          Finding.error(
              "entry-file-missing",
              name + " cannot be looked at: its file system reports an error",
              "Check the file system, correct the entry, or take another one.");
      case FILE, ABSENT ->
          Finding.error(
              "entry-file-missing",
              name + " is not there",
              "Mount its partition, correct the entry, or take another one.");
    };
  }

  private static Finding guessed(String name, Path taken) {
    return Finding.warning(
        "entry-file-guessed",
        "which file '%s' is cannot be told for certain: %s was taken"
            .formatted(name, FileName.of(taken)),
        "Check that it is the file that the boot loader reads.");
  }

  private static Finding refused(String name, String cause) {
    return Finding.error(
        "entry-file-name",
        "'%s' is not taken as a file's name: %s".formatted(name, cause),
        "Correct the entry, or take another one.");
  }
}
