package kexec.entries.internal.tree;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import kexec.api.text.FileName;

/**
 * Finds mounted file systems by their identifiers, as udev keeps them in {@code /dev/disk}, and for
 * a btrfs on several devices the kernel in {@code /sys/fs/btrfs}.
 */
public final class Partitions {

  private static final Path BY_UUID = Path.of("/dev/disk/by-uuid");
  private static final Path BY_LABEL = Path.of("/dev/disk/by-label");

  /** What udev keeps of a label; the other characters become {@code \\x20} (systemd, udev(7)). */
  private static final String PLAIN = "#+-.:=@_";

  private static final Path BTRFS = Path.of("/sys/fs/btrfs");
  private static final Path DEVICES = Path.of("/dev");

  private final BootTree tree;
  private final MountTable mounts;

  /**
   * Creates a finder.
   *
   * @param tree the system
   * @param mounts its mounts
   */
  public Partitions(BootTree tree, MountTable mounts) {
    this.tree = tree;
    this.mounts = mounts;
  }

  /** What is known of a file system. */
  public enum State {
    /** It is mounted. */
    MOUNTED,
    /** Its device is there, and it is not mounted. */
    UNMOUNTED,
    /** This system knows no such device, as of one that was removed, or of a ZFS pool. */
    UNKNOWN,
    /** This system has no list of identifiers. */
    NO_LIST
  }

  /**
   * Where a file system is.
   *
   * @param state what is known
   * @param point a mount point; empty unless it is mounted
   */
  public record Place(State state, Optional<Path> point) {}

  /**
   * {@return where a file system is mounted}
   *
   * @param uuid its identifier
   */
  public Place ofUuid(String uuid) {
    return place(devices(BY_UUID, List.of(uuid, uuid.toLowerCase(Locale.ROOT))));
  }

  /**
   * {@return where a file system is mounted}
   *
   * @param label its label
   */
  public Place ofLabel(String label) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < label.length(); i++) {
      char c = label.charAt(i);
      boolean kept = c > '~' || isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0;
      name.append(kept ? String.valueOf(c) : "\\x%02x".formatted((int) c));
    }
    return place(devices(BY_LABEL, List.of(name.toString())));
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }

  private Place place(Set<Path> devices) {
    if (tree.presence(BY_UUID) != BootTree.Presence.DIRECTORY) {
      return new Place(State.NO_LIST, Optional.empty());
    }
    if (devices.isEmpty()) {
      return new Place(State.UNKNOWN, Optional.empty());
    }
    Optional<Path> point =
        mounts.all().stream()
            .filter(mount -> mount.source().map(tree::real).filter(devices::contains).isPresent())
            .map(MountTable.Mount::point)
            .findFirst();
    return new Place(point.isPresent() ? State.MOUNTED : State.UNMOUNTED, point);
  }

  private Set<Path> devices(Path list, List<String> names) {
    Set<Path> devices = new HashSet<>();
    try {
      for (String name : names) {
        Path link = list.resolve(FileName.path(name));
        Path device = tree.real(link);
        // A name with slashes, which is no identifier, leads elsewhere.
        if (list.equals(link.getParent()) && !device.equals(link)) {
          devices.add(device);
          for (Path member : tree.list(BTRFS.resolve(name).resolve("devices"), new ArrayList<>())) {
            devices.add(tree.real(DEVICES.resolve(member.getFileName())));
          }
        }
      }
    } catch (InvalidPathException e) {
      return Set.of();
    }
    return devices;
  }
}
