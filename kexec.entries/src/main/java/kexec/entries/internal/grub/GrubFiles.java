package kexec.entries.internal.grub;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.text.FileName;
import kexec.entries.internal.tree.BootTree;
import kexec.entries.internal.tree.Locator;
import kexec.entries.internal.tree.Partitions;

/** Finds what GRUB's names of files mean: {@code (DEVICE)/PATH}, or a path on the root device. */
final class GrubFiles {

  /** In place of GRUB's own directory, whose device has no name here. */
  static final String PREFIX = "(prefix)";

  /** In place of the device that a search finds. */
  static final String UUID = "fs-uuid=";

  private final BootTree tree;
  private final Locator locator;
  private final Partitions partitions;
  private final Path prefix;

  /**
   * Creates a finder.
   *
   * @param tree the system
   * @param locator finds files on partitions
   * @param partitions knows where partitions are mounted
   * @param prefix the directory of GRUB's configuration
   */
  GrubFiles(BootTree tree, Locator locator, Partitions partitions, Path prefix) {
    this.tree = tree;
    this.locator = locator;
    this.partitions = partitions;
    this.prefix = prefix;
  }

  /** A name without its device. */
  private record Split(String device, String path) {}

  private static Split split(String name, String root) {
    int end = name.startsWith("(") ? name.indexOf(')') : -1;
    return end < 0
        ? new Split(root, name)
        : new Split(name.substring(1, end), name.substring(end + 1));
  }

  /** {@return the name without its device} */
  String path(String name) {
    return split(name, "").path();
  }

  /**
   * {@return a directory on the partition of a file; empty if the partition is not mounted}
   *
   * @param name GRUB's name of the file
   * @param root the root device
   */
  Optional<Path> near(String name, String root) {
    String device = split(name, root).device();
    if (!device.startsWith(UUID)) {
      return Optional.of(prefix);
    }
    Partitions.Place place = partitions.ofUuid(device.substring(UUID.length()));
    return switch (place.state()) {
      case MOUNTED, UNMOUNTED -> place.point();
      case UNKNOWN, NO_LIST -> Optional.of(prefix);
    };
  }

  /**
   * {@return whether the system does not know the partition of a file, although it knows others}
   */
  boolean isUnknown(String name, String root) {
    String device = split(name, root).device();
    return device.startsWith(UUID)
        && partitions.ofUuid(device.substring(UUID.length())).state() == Partitions.State.UNKNOWN;
  }

  /** {@return whether there is a file or directory of that name} */
  Truth presence(String name, String root) {
    Optional<Path> found = existing(name, root);
    if (found.isPresent()) {
      return switch (tree.presence(found.get())) {
        case FILE, DIRECTORY -> Truth.YES;
        case HIDDEN -> Truth.UNKNOWN;
        case OTHER, ABSENT, OUTSIDE -> Truth.NO;
      };
    }
    Split split = split(name, root);
    return split.device().startsWith(UUID) ? Truth.NO : Truth.UNKNOWN;
  }

  /** {@return the text of a file; empty if there is none} */
  Optional<String> text(String name, String root, List<Finding> findings) {
    return existing(name, root).flatMap(path -> tree.text(path, findings));
  }

  /** {@return the path in the system, if something is there, or if it is GRUB's own directory} */
  Optional<Path> existing(String name, String root) {
    if (name.startsWith(PREFIX)) {
      try {
        Path below = FileName.path(name.substring(PREFIX.length()).replaceFirst("^/+", ""));
        return Optional.of(prefix.resolve(below).normalize());
      } catch (InvalidPathException e) {
        return Optional.empty();
      }
    }
    Split split = split(name, root);
    return near(name, root)
        .flatMap(near -> locator.find(near, split.path(), new ArrayList<>()))
        .filter(path -> tree.presence(path) != BootTree.Presence.ABSENT);
  }
}
