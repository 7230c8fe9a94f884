package kexec.entries.internal.tree;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import kexec.api.text.FileName;

/** Finds mounted file systems by their identifiers, as udev keeps them in {@code /dev/disk}. */
public final class Partitions {

  private static final Path BY_UUID = Path.of("/dev/disk/by-uuid");

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

  /**
   * Where a file system is.
   *
   * @param known whether that can be told
   * @param point a mount point; empty if it is known to be mounted nowhere
   */
  public record Place(boolean known, Optional<Path> point) {}

  /**
   * {@return where a file system is mounted}
   *
   * @param uuid its identifier
   */
  public Place ofUuid(String uuid) {
    if (tree.presence(BY_UUID) != BootTree.Presence.DIRECTORY) {
      return new Place(false, Optional.empty());
    }
    return new Place(true, device(uuid).flatMap(this::mountOf));
  }

  private Optional<Path> device(String uuid) {
    try {
      for (String name : new String[] {uuid, uuid.toLowerCase(Locale.ROOT)}) {
        Path link = BY_UUID.resolve(FileName.path(name));
        Path device = tree.real(link);
        // A name with slashes, which is no identifier, leads elsewhere.
        if (BY_UUID.equals(link.getParent()) && !device.equals(link)) {
          return Optional.of(device);
        }
      }
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private Optional<Path> mountOf(Path device) {
    return mounts.all().stream()
        .filter(mount -> mount.source().filter(each -> tree.real(each).equals(device)).isPresent())
        .map(MountTable.Mount::point)
        .findFirst();
  }
}
