package kexec.sim.internal.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
import kexec.sim.internal.image.Image;
import kexec.sim.internal.image.ImageFrames;
import kexec.sim.internal.image.PageListWalk.BrokenListException;
import kexec.sim.internal.memory.SparseMemory;
import kexec.sim.internal.store.StoredImage.Absent;
import kexec.sim.internal.store.StoredImage.Damaged;
import kexec.sim.internal.store.StoredImage.Present;

/**
 * Keeps images in a directory, where whoever comes next finds them.
 *
 * <p>An image is two files: {@code <slot>-<id>.pages} and {@code <slot>.manifest}, which names the
 * first. Both are written under other names and forced to the disk; the image is in its slot from
 * the moment in which the manifest gets its name, and out of it when the manifest is deleted. So a
 * half-written image is never taken, and the directory is the only truth: nothing of it is
 * remembered here.
 */
public final class DirectoryStore implements ImageStore {

  private final Path directory;
  private final StateDirectory state;
  private final PageSize pageSize;

  /**
   * Makes a store; the directory is made when the first image is put there.
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
  public StoredImage find(Slot slot) {
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
    } catch (IOException e) {
      return new Damaged(FileName.of(manifest(slot)) + " cannot be read: " + Causes.of(e));
    } catch (BadManifestException e) {
      return new Damaged(FileName.of(manifest(slot)) + ": " + e.getMessage());
    }
  }

  @Override
  public String put(Image image, SparseMemory memory) throws KexecException {
    String id = UUID.randomUUID().toString();
    Path pages = pages(image.slot(), id);
    try {
      state.create();
      Manifest manifest = writePages(pages, id, image, memory);
      state.write(manifestName(image.slot()), ManifestWriter.write(manifest));
    } catch (IOException e) {
      DurableFiles.delete(pages);
      throw failed(
          "keeping the " + image.slot().label() + " image in " + FileName.of(directory), e);
    } catch (InternalError e) {
      // How the virtual machine says that a mapped file of the image cannot be read to its end: the
      // caller knows the files.
      DurableFiles.delete(pages);
      throw e;
    }
    // The image is in its slot: nothing that fails from here on may take its pages away.
    if (DurableFiles.tryForce(directory)) {
      deleteOthers(image.slot(), pages);
    }
    return id;
  }

  private Manifest writePages(Path path, String id, Image image, SparseMemory memory)
      throws IOException {
    try (FileChannel file = state.createFile(path)) {
      long[] frames = ImageFrames.of(image, memory);
      PagesWriter writer = new PagesWriter(file, memory);
      long crc = writer.write(frames);
      file.force(true);
      return new Manifest(id, image, frames.length, writer.contentFrames(), crc);
    } catch (BrokenListException e) {
      throw new IOException("the page list is broken: " + e.getMessage(), e);
    }
  }

  @Override
  public void remove(Slot slot) throws KexecException {
    try {
      if (Files.deleteIfExists(manifest(slot))) {
        DurableFiles.force(directory);
        deleteOthers(slot, manifest(slot));
      }
    } catch (IOException e) {
      throw failed("emptying the " + slot.label() + " slot in " + FileName.of(directory), e);
    }
  }

  @Override
  public SparseMemory memory(Present stored) throws KexecException {
    Slot slot = stored.image().slot();
    String attempted = "reading the " + slot.label() + " image from " + FileName.of(directory);
    try {
      Manifest manifest = readManifest(slot);
      if (!manifest.id().equals(stored.id())) {
        throw new BadManifestException("another image took its place");
      }
      return new PagesReader(manifest, pageSize).read(pages(manifest));
    } catch (IOException e) {
      throw failed(attempted, e);
    } catch (BadManifestException e) {
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
  public SlotLock lock(Slot slot, String attempted) throws KexecException {
    FileChannel file = null;
    boolean locked = false;
    try {
      state.create();
      file = state.openLock(slot.label() + ".lock");
      FileLock lock = file.tryLock();
      locked = lock != null;
    } catch (OverlappingFileLockException e) {
      throw busy(slot, attempted);
    } catch (IOException e) {
      throw failed(attempted, e);
    } finally {
      if (!locked && file != null) {
        DurableFiles.close(file);
      }
    }
    if (!locked) {
      throw busy(slot, attempted);
    }
    // Closing the file gives the lock back.
    FileChannel held = file;
    return () -> DurableFiles.close(held);
  }

  @Override
  public String place() {
    return FileName.of(directory);
  }

  private Manifest readManifest(Slot slot) throws IOException, BadManifestException {
    Manifest manifest =
        ManifestReader.read(state.read(manifestName(slot), ManifestReader.MOST_BYTES));
    if (manifest.image().slot() != slot) {
      throw new BadManifestException("it is of the other slot");
    }
    return manifest;
  }

  private boolean isComplete(Manifest manifest) throws IOException {
    try {
      BasicFileAttributes pages =
          Files.readAttributes(
              pages(manifest), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return pages.isRegularFile() && pages.size() == PagesReader.fileSize(manifest, pageSize);
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

  /** Deletes the slot's other pages, and what an interrupted load left. */
  private void deleteOthers(Slot slot, Path keep) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, slot.label() + "-*")) {
      for (Path file : files) {
        if (!file.equals(keep)) {
          DurableFiles.delete(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // They only take space, and the next load tries again.
      return;
    }
  }

  private static BusyException busy(Slot slot, String attempted) {
    return new BusyException(
        new Fault(
            "slot-busy",
            attempted,
            "another process or bundle is at work on the " + slot.label() + " slot",
            "Wait until it has ended, then try again."));
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
