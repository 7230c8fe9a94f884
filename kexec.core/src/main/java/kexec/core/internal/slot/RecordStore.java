package kexec.core.internal.slot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.plan.Slot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of what is loaded where, one small file for each slot of each receiver.
 *
 * <p>Nothing is remembered between calls: another process may load and unload too, and the files
 * are few. A file is replaced as a whole, so that a reader sees the old record or the new one.
 */
final class RecordStore {

  private static final Logger LOG = LoggerFactory.getLogger(RecordStore.class);
  private static final String SUFFIX = ".json";
  private static final long MAX_BYTES = 1 << 20;

  private final Path directory;

  /**
   * Makes a store.
   *
   * @param directory where the files lie; made when the first one is written
   */
  RecordStore(Path directory) {
    this.directory = directory;
  }

  /**
   * Writes a record in place of an older one for the same slot of the same receiver.
   *
   * @param record the record
   * @throws KexecException if it cannot be written
   */
  void save(LoadRecord record) throws KexecException {
    Path file = file(record.receiver(), record.request().slot());
    try {
      Files.createDirectories(directory);
      Path fresh = Files.createTempFile(directory, "record", ".new");
      try {
        Files.writeString(fresh, RecordJson.write(record));
        Files.move(
            fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw new KexecException(
          new Fault(
              "record-not-written",
              "writing down what was loaded, to " + file,
              e.toString(),
              "The image is loaded all the same. Make the directory writable, then load again so"
                  + " that 'status' can tell what it is."),
          e);
    }
  }

  /**
   * Forgets a record.
   *
   * @param receiver who held the image
   * @param slot where
   */
  void delete(String receiver, Slot slot) {
    try {
      Files.deleteIfExists(file(receiver, slot));
    } catch (IOException e) {
      // The receiver's own status is the truth: a record that is left says nothing.
      LOG.warn("cannot delete the record of {} in {}", slot.label(), receiver, e);
    }
  }

  /**
   * Returns the record of a slot.
   *
   * @param receiver who holds the image
   * @param slot where
   * @return the record, or nothing
   */
  Optional<LoadRecord> find(String receiver, Slot slot) {
    return all(slot).stream().filter(record -> record.receiver().equals(receiver)).findFirst();
  }

  /**
   * Returns all records of a slot.
   *
   * @param slot the slot
   * @return the records, in no order
   */
  List<LoadRecord> all(Slot slot) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<LoadRecord> records = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      files
          .filter(file -> file.toString().endsWith("-" + slot.label() + SUFFIX))
          .forEach(file -> read(file).ifPresent(records::add));
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("cannot read the records in {}", directory, e);
    }
    return records;
  }

  private static Optional<LoadRecord> read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IllegalArgumentException("longer than " + MAX_BYTES + " bytes");
      }
      return Optional.of(RecordJson.read(Files.readString(file)));
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("ignoring the record {}: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  /** A receiver's name may have any characters; its file's name has only harmless ones. */
  private Path file(String receiver, Slot slot) {
    UUID name = UUID.nameUUIDFromBytes(receiver.getBytes(StandardCharsets.UTF_8));
    return directory.resolve(name + "-" + slot.label() + SUFFIX);
  }
}
