package kexec.entries.internal.grub;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
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

  /** In place of the device that a search by a label finds. */
  static final String LABEL = "label=";

  /** The device that GRUB itself is on. */
  static final String OWN = "boot";

  /** What scripts call the device of an image. */
  private static final Pattern LOOP = Pattern.compile("loop\\w*");

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
    Optional<Partitions.Place> place = place(split(name, root).device());
    return place.isPresent() && isKnown(place.get()) ? place.get().point() : Optional.of(prefix);
  }

  /** {@return where a device is mounted; empty if a search for an identifier did not find it} */
  private Optional<Partitions.Place> place(String device) {
    if (device.startsWith(UUID)) {
      return Optional.of(partitions.ofUuid(device.substring(UUID.length())));
    }
    return device.startsWith(LABEL)
        ? Optional.of(partitions.ofLabel(device.substring(LABEL.length())))
        : Optional.empty();
  }

  private static boolean isKnown(Partitions.Place place) {
    return switch (place.state()) {
      case MOUNTED, UNMOUNTED -> true;
      case UNKNOWN, NO_LIST -> false;
    };
  }

  /**
   * {@return whether it cannot be told which partition a file is on: the system does not know it,
   * although it knows others, or only GRUB's own number or search tells}
   */
  boolean isUnknown(String name, String root) {
    String device = split(name, root).device();
    return place(device)
        .map(place -> place.state() == Partitions.State.UNKNOWN)
        .orElse(!device.equals(OWN) && !PREFIX.equals("(" + device + ")"));
  }

  /**
   * {@return whether a file is in an image, which GRUB's command {@code loopback} makes a device}
   */
  boolean isInImage(String name, String root) {
    return LOOP.matcher(split(name, root).device()).matches();
  }

  /** {@return the device of a file, for people} */
  String device(String name, String root) {
    String device = split(name, root).device();
    return device.startsWith(UUID) ? device.substring(UUID.length()) : device;
  }

  /** {@return whether there is a file or directory of that name} */
  Truth presence(String name, String root) {
    Optional<Path> found = existing(name, root);
    if (found.isPresent()) {
      return switch (tree.presence(found.get())) {
        case FILE, DIRECTORY -> Truth.YES;
        case HIDDEN, UNKNOWN -> Truth.UNKNOWN;
        case OTHER, ABSENT, OUTSIDE -> Truth.NO;
      };
    }
    Optional<Partitions.Place> place = place(split(name, root).device());
    boolean certain =
        place.isPresent()
            && (place.get().state() == Partitions.State.MOUNTED
                || place.get().state() == Partitions.State.NO_LIST);
    return certain ? Truth.NO : Truth.UNKNOWN;
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
