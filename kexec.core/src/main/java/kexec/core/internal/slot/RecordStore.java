package kexec.core.internal.slot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import kexec.api.fault.Attempt;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.fault.NotPermittedException;
import kexec.api.plan.Slot;
import kexec.api.text.FileName;
import kexec.base.state.StateDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is written down of images, one small file for each thing: a record of what a receiver took,
 * a mark while a load is under way, and what is wanted.
 *
 * <p>Nothing is remembered between calls: another process may load and unload too, and the files
 * are few. A file is replaced as a whole, so that a reader sees the old one or the new one. Whoever
 * changes what belongs together does so {@link #locked}.
 */
final class RecordStore {

  private static final Logger LOG = LoggerFactory.getLogger(RecordStore.class);
  private static final String RECORD = ".json";
  private static final String MARK = ".loading";
  private static final String WISH = ".wanted";
  private static final int MOST_BYTES = 1 << 20;

  private final StateDirectory directory;
  private final Duration patience;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * Makes a store.
   *
   * @param directory where the files are; created when the first one is written
   * @param patience how long to wait for another process
   */
  RecordStore(Path directory, Duration patience) {
    this.directory = new StateDirectory(directory);
    this.patience = patience;
  }

  /**
   * Does something that other processes are kept from meanwhile, after waiting for one that does
   * the same. Where there is no directory yet there is nothing to keep them from.
   *
   * @param <T> what it gives
   * @param slot whose files are read and written
   * @param attempted what is to be done, as a gerund
   * @param work does it
   * @return its result
   * @throws kexec.api.fault.BusyException if another process is at work for too long
   * @throws KexecException if they cannot be kept out, or the work fails
   */
  <T> T locked(Slot slot, String attempted, Attempt<T> work) throws KexecException {
    if (!directory.exists()) {
      return work.run();
    }
    RecordLock lock;
    try {
      lock = RecordLock.take(directory, slot, attempted, patience);
    } catch (IOException e) {
      throw refused(attempted, slot.label() + ".lock", e);
    }
    try {
      return work.run();
    } finally {
      lock.close();
    }
  }

  /**
   * Makes sure that files can be written, before anything is done that is to be written down.
   *
   * @param attempted what is to be done, as a gerund
   * @throws KexecException if they cannot be
   */
  void open(String attempted) throws KexecException {
    try {
      directory.create();
    } catch (IOException e) {
      throw refused(attempted, "", e);
    }
  }

  /**
   * Writes a record in place of an older one for the same slot of the same receiver.
   *
   * @param record the record
   * @throws KexecException if it cannot be written
   */
  void save(LoadRecord record) throws KexecException {
    String name = name(record.receiver(), record.request().slot(), RECORD);
    write("writing down what was loaded", name, RecordJson.write(record));
  }

  /**
   * Returns the record of a slot.
   *
   * @param receiver who holds the image
   * @param slot where
   * @return the record, or nothing
   */
  Optional<LoadRecord> find(String receiver, Slot slot) {
    return read(name(receiver, slot, RECORD), RecordJson::read)
        .filter(record -> record.receiver().equals(receiver) && record.request().slot() == slot);
  }

  /**
   * Returns all records of a slot.
   *
   * @param slot the slot
   * @return the records, in no order
   */
  List<LoadRecord> all(Slot slot) {
    return readAll(slot, RECORD, RecordJson::read);
  }

  /**
   * Writes that a load begins, which leaves the record that is there in doubt until {@link #ended}.
   *
   * @param load what is to be loaded, and where
   * @throws KexecException if it cannot be written; nothing may be loaded then
   */
  void begun(Wish load) throws KexecException {
    write(
        "writing down that a load begins",
        name(load.receiver(), load.slot(), MARK),
        WishJson.write(load));
  }

  /**
   * Returns the load that began and has not ended, or was interrupted.
   *
   * @param receiver where
   * @param slot the slot
   * @return what was to be loaded, or nothing
   */
  Optional<Wish> unfinished(String receiver, Slot slot) {
    return read(name(receiver, slot, MARK), WishJson::read);
  }

  /**
   * Writes that a load ended.
   *
   * @param receiver where
   * @param slot the slot
   */
  void ended(String receiver, Slot slot) {
    deleteQuietly(name(receiver, slot, MARK));
  }

  /**
   * Deletes a record that says nothing any more.
   *
   * @param receiver who held the image
   * @param slot where
   */
  void forget(String receiver, Slot slot) {
    // The receiver's own status is the truth: a record that is left says nothing.
    deleteQuietly(name(receiver, slot, RECORD));
  }

  /**
   * Writes a wish in place of an older one for the same machine.
   *
   * @param wish the wish
   * @throws KexecException if it cannot be written
   */
  void save(Wish wish) throws KexecException {
    write("writing down what is wanted", name(wish), WishJson.write(wish));
  }

  /**
   * Returns what is wanted in a slot.
   *
   * @param slot the slot
   * @return one wish for each machine that was named, and one for requests that name none
   */
  List<Wish> wishes(Slot slot) {
    return readAll(slot, WISH, WishJson::read);
  }

  /**
   * Ends a wish.
   *
   * @param wish the wish
   * @throws KexecException if its file cannot be deleted
   */
  void delete(Wish wish) throws KexecException {
    try {
      directory.delete(name(wish));
    } catch (IOException e) {
      throw refused("writing down what is no longer wanted", name(wish), e);
    }
  }

  /**
   * Deletes all that is written down of receivers that are gone for good.
   *
   * @param slot the slot
   * @param isGone tells whether a receiver is
   */
  void purge(Slot slot, Predicate<String> isGone) {
    for (LoadRecord record : all(slot)) {
      if (isGone.test(record.receiver())) {
        forget(record.receiver(), slot);
      }
    }
    for (Wish mark : readAll(slot, MARK, WishJson::read)) {
      if (isGone.test(mark.receiver())) {
        ended(mark.receiver(), slot);
      }
    }
    for (Wish wish : wishes(slot)) {
      if (isGone.test(wish.receiver())) {
        deleteQuietly(name(wish));
      }
    }
  }

  private void write(String attempted, String name, String text) throws KexecException {
    try {
      directory.write(name, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw refused(attempted, name, e);
    }
  }

  private KexecException refused(String attempted, String name, IOException e) {
    Path file = name.isEmpty() ? directory.path() : directory.path().resolve(name);
    String cause = Causes.of(e);
    if (e instanceof AccessDeniedException) {
      return new NotPermittedException(
          new Fault(
              "record-not-written",
              attempted + ", to " + FileName.of(file),
              cause,
              "Run as root, or keep the state in a directory of your own."),
          e);
    }
    return new KexecException(
        new Fault(
            "record-not-written",
            attempted + ", to " + FileName.of(file),
            cause,
            "Give the directory to this user alone (mode 0700) on a file system that can be written"
                + " to, or keep the state in another one. Then try again, so that 'status' can tell"
                + " what is loaded."),
        e);
  }

  private <T> List<T> readAll(Slot slot, String suffix, Function<String, T> reader) {
    List<T> all = new ArrayList<>();
    if (!isUsable()) {
      return all;
    }
    try {
      for (String name : directory.names("*-" + slot.label() + suffix)) {
        read(name, reader).ifPresent(all::add);
      }
    } catch (IOException e) {
      tellOnce("the records in " + FileName.of(directory.path()) + " cannot be listed", e);
    }
    return all;
  }

  /** Who may not know what is loaded, or cannot rely on what is written down, is told so once. */
  private boolean isUsable() {
    if (!directory.exists()) {
      return false;
    }
    try {
      directory.requireTrusted();
      if (!Files.isExecutable(directory.path())) {
        throw new AccessDeniedException(directory.path().toString());
      }
      return true;
    } catch (IOException e) {
      tellOnce("what is written down of images is not used", e);
      return false;
    }
  }

  private <T> Optional<T> read(String name, Function<String, T> reader) {
    if (!isUsable()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = directory.read(name, MOST_BYTES);
      return Optional.of(reader.apply(new String(bytes, StandardCharsets.UTF_8)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      tellOnce("ignoring the record " + FileName.of(directory.path().resolve(name)), e);
      return Optional.empty();
    }
  }

  private void tellOnce(String what, Exception e) {
    String reason = e instanceof IOException io ? Causes.of(io) : e.getMessage();
    if (told.add(what + ": " + reason)) {
      LOG.warn("{}: {}", what, reason);
    }
  }

  private void deleteQuietly(String name) {
    try {
      directory.delete(name);
    } catch (IOException e) {
      tellOnce("cannot delete the record " + FileName.of(directory.path().resolve(name)), e);
    }
  }

  private static String name(Wish wish) {
    // No machine has an empty name.
    return name(wish.request().machine().orElse(""), wish.slot(), WISH);
  }

  /** A receiver's or machine's name may have any characters; its file's name has harmless ones. */
  private static String name(String of, Slot slot, String suffix) {
    UUID name = UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8));
    return name + "-" + slot.label() + suffix;
  }
}
