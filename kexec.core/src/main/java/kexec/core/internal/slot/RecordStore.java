package kexec.core.internal.slot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
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
import kexec.base.state.StateDirectory.ForeignException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Persisted records in small files, one each: a record of each loaded image, a mark while a load is
 * in progress, and the wishes.
 *
 * <p>Nothing is cached: other processes may load and unload too, and the files are few. Files are
 * replaced atomically, so that a reader sees the old or the new one. Changes that belong together
 * are made while {@link #locked}.
 */
final class RecordStore {

  private static final Logger LOG = LoggerFactory.getLogger(RecordStore.class);
  private static final String RECORD = ".json";
  private static final String MARK = ".loading";
  private static final String WISH = ".wanted";
  private static final int MOST_BYTES = 1 << 20;

  /** As long as it takes another process to look at a slot. */
  private static final Duration SOON = Duration.ofMillis(200);

  private final StateDirectory directory;
  private final Duration patience;
  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean unread = new AtomicBoolean();

  /**
   * Creates a store.
   *
   * @param directory the directory of the files; created on the first write
   * @param patience how long to wait for another process
   */
  RecordStore(Path directory, Duration patience) {
    this.directory = new StateDirectory(directory);
    this.patience = patience;
  }

  /**
   * Runs an operation while other processes are excluded, after waiting for them. Without a
   * directory there is nothing to lock.
   *
   * @param <T> the result's type
   * @param slot the slot whose files are read and written
   * @param attempted the operation, as a gerund
   * @param work the operation
   * @return its result
   * @throws kexec.api.fault.BusyException if another process holds the lock for too long
   * @throws KexecException if other processes cannot be excluded, or the work fails
   */
  <T> T locked(Slot slot, String attempted, Attempt<T> work) throws KexecException {
    return locked(slot, attempted, patience, work);
  }

  /**
   * Runs an operation as {@link #locked(Slot, String, Attempt)} does, and does not wait for a load
   * or an unload.
   *
   * @param <T> the result's type
   * @param slot the slot whose files are read and written
   * @param attempted the operation, as a gerund
   * @param work the operation
   * @return its result
   * @throws kexec.api.fault.BusyException if another process holds the lock
   * @throws KexecException if other processes cannot be excluded, or the work fails
   */
  <T> T lockedSoon(Slot slot, String attempted, Attempt<T> work) throws KexecException {
    return locked(slot, attempted, patience.compareTo(SOON) < 0 ? patience : SOON, work);
  }

  private <T> T locked(Slot slot, String attempted, Duration longest, Attempt<T> work)
      throws KexecException {
    RecordLock lock;
    try {
      if (!directory.exists()) {
        return work.run();
      }
      lock = RecordLock.take(directory, slot, attempted, longest);
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
   * Verifies that files can be written, before an operation that must be recorded.
   *
   * @param attempted the operation, as a gerund
   * @throws KexecException if they cannot be written
   */
  void open(String attempted) throws KexecException {
    try {
      directory.create();
    } catch (IOException e) {
      throw refused(attempted, "", e);
    }
  }

  /** Creates the directory, so that there is something to lock; without it nothing is locked. */
  void openIfPossible() {
    try {
      directory.create();
    } catch (IOException e) {
      LOG.debug("there is nothing to lock", e);
    }
  }

  /**
   * Writes a record, replacing an older one for the same slot of the same receiver.
   *
   * @param record the record
   * @throws KexecException if it cannot be written
   */
  void save(LoadRecord record) throws KexecException {
    String name = name(record.receiver(), record.request().slot(), RECORD);
    write("writing down what was loaded", name, RecordJson.write(record));
  }

  /**
   * {@return the record of a slot; empty if there is none, or a damaged one}
   *
   * @param receiver the receiver that holds the image
   * @param slot the slot
   * @throws KexecException if it cannot be read, so that it is not known whether there is one
   */
  Optional<LoadRecord> find(String receiver, Slot slot) throws KexecException {
    return read(name(receiver, slot, RECORD), RecordJson::read)
        .filter(record -> record.receiver().equals(receiver) && record.request().slot() == slot);
  }

  /**
   * {@return all records of a slot that can be read, in no order}
   *
   * @param slot the slot
   */
  List<LoadRecord> all(Slot slot) {
    return readable(slot, RECORD, RecordJson::read);
  }

  /**
   * {@return all records of a slot, in no order}
   *
   * @param slot the slot
   * @throws KexecException if one cannot be read now
   */
  List<LoadRecord> requireAll(Slot slot) throws KexecException {
    return readAll(slot, RECORD, RecordJson::read);
  }

  /**
   * Marks the start of a load. The existing record is uncertain until {@link #ended}.
   *
   * @param load the wish to load, with its receiver
   * @throws KexecException if it cannot be written; nothing may be loaded then
   */
  void begun(Wish load) throws KexecException {
    write(
        "writing down that a load begins",
        name(load.receiver(), load.slot(), MARK),
        WishJson.write(load));
  }

  /**
   * {@return the wish whose load began and has not ended, or was interrupted; empty if there is
   * none}
   *
   * @param receiver the receiver
   * @param slot the slot
   * @throws KexecException if it cannot be read, so that it is not known whether there is one
   */
  Optional<Wish> unfinished(String receiver, Slot slot) throws KexecException {
    return read(name(receiver, slot, MARK), WishJson::read);
  }

  /**
   * Removes the mark of a load.
   *
   * @param receiver the receiver
   * @param slot the slot
   */
  void ended(String receiver, Slot slot) {
    deleteQuietly(name(receiver, slot, MARK));
  }

  /**
   * Deletes a stale record.
   *
   * @param receiver the receiver that held the image
   * @param slot the slot
   */
  void forget(String receiver, Slot slot) {
    // The receiver's status is authoritative: a record that remains is meaningless.
    deleteQuietly(name(receiver, slot, RECORD));
  }

  /**
   * Writes a wish, replacing an older one for the same machine.
   *
   * @param wish the wish
   * @throws KexecException if it cannot be written
   */
  void save(Wish wish) throws KexecException {
    write("writing down what is wanted", name(wish), WishJson.write(wish));
  }

  /**
   * {@return the wishes for a slot: one per named machine, and one for requests that name none}
   *
   * @param slot the slot
   * @throws KexecException if one of them cannot be read, so that it is not known what is wanted
   */
  List<Wish> wishes(Slot slot) throws KexecException {
    return readAll(slot, WISH, WishJson::read);
  }

  /**
   * {@return the wishes for a slot that can be read, for those who only tell of them or try again}
   *
   * @param slot the slot
   */
  List<Wish> readableWishes(Slot slot) {
    return readable(slot, WISH, WishJson::read);
  }

  /**
   * {@return whether something was passed over since the last call, because it could not be read}
   */
  boolean takeUnread() {
    return unread.getAndSet(false);
  }

  /**
   * Deletes a wish.
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
   * Deletes all files of receivers that are permanently gone.
   *
   * @param slot the slot
   * @param isGone whether a receiver is gone
   */
  void purge(Slot slot, Predicate<String> isGone) {
    for (LoadRecord record : all(slot)) {
      if (isGone.test(record.receiver())) {
        forget(record.receiver(), slot);
      }
    }
    for (Wish mark : readable(slot, MARK, WishJson::read)) {
      if (isGone.test(mark.receiver())) {
        ended(mark.receiver(), slot);
      }
    }
    for (Wish wish : readableWishes(slot)) {
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

  private <T> List<T> readAll(Slot slot, String suffix, Function<String, T> reader)
      throws KexecException {
    List<T> all = new ArrayList<>();
    for (String name : names(slot, suffix)) {
      read(name, reader).ifPresent(all::add);
    }
    return all;
  }

  private List<String> names(Slot slot, String suffix) throws KexecException {
    try {
      return isUsable() ? directory.names("*-" + slot.label() + suffix) : List.of();
    } catch (IOException e) {
      throw unreadable("", e);
    }
  }

  private <T> List<T> readable(Slot slot, String suffix, Function<String, T> reader) {
    List<T> all = new ArrayList<>();
    try {
      for (String name : names(slot, suffix)) {
        try {
          read(name, reader).ifPresent(all::add);
        } catch (KexecException e) {
          tellUnread("ignoring a record", e);
        }
      }
    } catch (KexecException e) {
      tellUnread("ignoring the records of the " + slot.label() + " slot", e);
    }
    return all;
  }

  /** What cannot be read now is passed over, because the rest is needed nevertheless. */
  private void tellUnread(String what, KexecException e) {
    unread.set(true);
    tellOnce(what, e);
  }

  /** Warns once if this user may not read the records, or cannot rely on them. */
  private boolean isUsable() throws KexecException {
    try {
      if (!directory.exists()) {
        return false;
      }
      directory.requireTrusted();
      Path path = directory.path();
      path.getFileSystem().provider().checkAccess(path, AccessMode.EXECUTE);
      return true;
    } catch (ForeignException | AccessDeniedException e) {
      tellOnce("what is written down of images is not used", e);
      return false;
    } catch (IOException e) {
      throw unreadable("", e);
    }
  }

  private <T> Optional<T> read(String name, Function<String, T> reader) throws KexecException {
    if (!isUsable()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = directory.read(name, MOST_BYTES);
      return Optional.of(reader.apply(new String(bytes, StandardCharsets.UTF_8)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (ForeignException | IllegalArgumentException e) {
      tellOnce("ignoring the record " + FileName.of(directory.path().resolve(name)), e);
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private KexecException unreadable(String name, IOException e) {
    return new KexecException(
        new Fault(
            "record-not-read",
            "reading what is written down of images, in "
                + FileName.of(directory.path().resolve(name)),
            Causes.of(e),
            "Try again; if that does not help, look at the file system. What is loaded stays."),
        e);
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

  /** Names of receivers and machines may contain any character; file names use safe ones. */
  private static String name(String of, Slot slot, String suffix) {
    UUID name = UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8));
    return name + "-" + slot.label() + suffix;
  }
}
