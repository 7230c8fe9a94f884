package kexec.sim.internal.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.UUID;
import kexec.api.fault.BusyException;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.memory.PageSize;
import kexec.api.plan.Slot;
import kexec.api.text.FileName;
import kexec.base.state.StateDirectory;
import kexec.base.state.StateDirectory.ForeignException;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.memory.SparseMemory;
import kexec.sim.internal.store.StoredImage.Absent;
import kexec.sim.internal.store.StoredImage.Damaged;
import kexec.sim.internal.store.StoredImage.Present;

/**
 * Keeps images in a directory, where another process finds them.
 *
 * <p>An image is two files: {@code <slot>-<id>.pages} and {@code <slot>.manifest}, which names the
 * first. Both are written under other names and forced to the disk. Renaming the manifest puts the
 * image into its slot, and deleting it removes the image. So a half-written image is never used.
 * Nothing is cached: the directory is the only source.
 */
public final class DirectoryStore implements ImageStore {

  private final Path directory;
  private final StateDirectory state;
  private final PageSize pageSize;

  /**
   * Creates a store; the directory is created when the first image is put there.
   *
   * @param directory where the images are kept
   * @param pageSize of the machine
   */
  public DirectoryStore(Path directory, PageSize pageSize) {
    this.directory = directory;
    this.state = new StateDirectory(directory);
    this.pageSize = pageSize;
  }

  @Override
  public StoredImage find(Slot slot) throws KexecException {
    try {
      Manifest manifest = readManifest(slot);
      while (!isComplete(manifest)) {
        Manifest again = readManifest(slot);
        if (again.id().equals(manifest.id())) {
          return new Damaged(FileName.of(pages(manifest)) + " is missing or not complete");
        }
        // The image was replaced in between, and its pages with it.
        manifest = again;
      }
      return new Present(manifest.id(), manifest.image());
    } catch (NoSuchFileException e) {
      return new Absent();
    } catch (ForeignException e) {
      return new Damaged(FileName.of(manifest(slot)) + " cannot be read: " + Causes.of(e));
    } catch (IOException e) {
      // The image may be there all the same: an empty slot would cost its record.
      throw failed("asking what the " + slot.label() + " slot in " + place() + " holds", e);
    } catch (IllegalArgumentException e) {
      return new Damaged(FileName.of(manifest(slot)) + ": " + e.getMessage());
    }
  }

  @Override
  public String put(Image image, SparseMemory memory) throws KexecException {
    Slot slot = image.slot();
    String id = UUID.randomUUID().toString();
    Path pages = pages(slot, id);
    boolean complete = false;
    try {
      state.create();
      deleteUnfinished(slot);
      Manifest manifest;
      try (FileChannel file = state.createFile(pages)) {
        manifest = Pages.write(file, id, image, memory);
      }
      state.write(manifestName(slot), manifest.bytes());
      complete = true;
    } catch (IOException e) {
      throw failed("keeping the " + slot.label() + " image in " + place(), e);
    } finally {
      if (!complete) {
        tryDelete(pages);
      }
    }
    // The image is in its slot: no failure from here on may delete its pages.
    try {
      force();
      deleteOthers(slot, pages);
    } catch (IOException e) {
      // After a power failure the old image may be back, so its pages stay until the next load.
      return id;
    }
    return id;
  }

  @Override
  public void remove(Slot slot) throws KexecException {
    try {
      if (state.delete(manifestName(slot))) {
        force();
      }
      // Also where the slot was empty: a load may have been killed before it put its image there.
      deleteOthers(slot, manifest(slot));
    } catch (IOException e) {
      throw failed("emptying the " + slot.label() + " slot in " + place(), e);
    }
  }

  @Override
  public SparseMemory memory(Present stored) throws KexecException {
    Slot slot = stored.image().slot();
    String attempted = "reading the " + slot.label() + " image from " + place();
    try {
      Manifest manifest = readManifest(slot);
      if (!manifest.id().equals(stored.id())) {
        throw new IllegalArgumentException("another image took its place");
      }
      return Pages.read(pages(manifest), manifest, pageSize);
    } catch (IOException e) {
      throw failed(attempted, e);
    } catch (IllegalArgumentException e) {
      throw new KexecException(
          new Fault(
              "image-damaged",
              attempted,
              String.valueOf(e.getMessage()),
              "Unload the image, then load it again."),
          e);
    }
  }

  @Override
  public Runnable lock(Slot slot, String attempted) throws KexecException {
    try {
      state.create();
      String name = slot.label() + ".lock";
      FileChannel file = state.openLock(name);
      if (tryLock(name, file)) {
        return () -> StateDirectory.closeQuietly(file);
      }
    } catch (IOException e) {
      throw failed(attempted, e);
    }
    throw new BusyException(
        new Fault(
            "slot-busy",
            attempted,
            "another process or bundle is at work on the " + slot.label() + " slot",
            "Wait until it has ended, then try again."));
  }

  /** Locks a file; gives it back on failure. */
  private boolean tryLock(String name, FileChannel file) throws IOException {
    boolean locked = false;
    try {
      locked = StateDirectory.tryLock(file);
    } finally {
      if (!locked) {
        state.notLocked(name, file);
      }
    }
    return locked;
  }

  @Override
  public String place() {
    return FileName.of(directory);
  }

  private Manifest readManifest(Slot slot) throws IOException {
    Manifest manifest = Manifest.read(state.read(manifestName(slot), Manifest.MOST_BYTES));
    if (manifest.image().slot() != slot) {
      throw new IllegalArgumentException("it is of the other slot");
    }
    return manifest;
  }

  private boolean isComplete(Manifest manifest) throws IOException {
    try {
      BasicFileAttributes pages =
          Files.readAttributes(
              pages(manifest), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return pages.isRegularFile() && pages.size() == Pages.size(manifest, pageSize);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private Path manifest(Slot slot) {
    return directory.resolve(manifestName(slot));
  }

  private static String manifestName(Slot slot) {
    return slot.label() + ".manifest";
  }

  private Path pages(Manifest manifest) {
    return pages(manifest.image().slot(), manifest.id());
  }

  private Path pages(Slot slot, String id) {
    return directory.resolve(slot.label() + "-" + id + ".pages");
  }

  /** Forces the names in the directory to the disk. */
  private void force() throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Deletes what interrupted loads left, so that no number of them fills the disk. */
  private void deleteUnfinished(Slot slot) {
    try {
      deleteOthers(slot, pages(readManifest(slot)));
    } catch (NoSuchFileException e) {
      deleteOthers(slot, manifest(slot));
    } catch (IOException | IllegalArgumentException e) {
      // Whose pages these are is not known until the new image is in its slot.
      return;
    }
  }

  /** Deletes the slot's other pages, and the remains of an interrupted load. */
  private void deleteOthers(Slot slot, Path keep) {
    try {
      for (String name : state.names(slot.label() + "-*")) {
        Path file = directory.resolve(name);
        if (!file.equals(keep)) {
          tryDelete(file);
        }
      }
    } catch (IOException e) {
      // They only use space, and the next load tries again.
      return;
    }
  }

  private static void tryDelete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It only uses space, and the next load tries again.
      return;
    }
  }

  private static KexecException failed(String attempted, IOException e) {
    return new KexecException(
        new Fault(
            "state-directory",
            attempted,
            Causes.of(e),
            "Check the directory, its permissions and the space on its file system."),
        e);
  }
}
