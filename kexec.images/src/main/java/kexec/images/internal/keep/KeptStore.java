package kexec.images.internal.keep;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Causes;
import kexec.api.fault.Fault;
import kexec.api.fault.KexecException;
import kexec.api.text.Printable;
import kexec.base.state.StateDirectory;
import kexec.base.state.StateDirectory.ForeignException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records of configured images, one file for each. Safe for several processes: each replaces
 * whole files, and reads them again every time.
 */
public final class KeptStore {

  private static final Logger LOG = LoggerFactory.getLogger(KeptStore.class);
  private static final String SCHEMA = "jkexec.kept/1";
  private static final String SUFFIX = ".json";

  /** A refusal names some files and findings. */
  private static final int MAX_BYTES = 1 << 18;

  private static final int MOST_TEXT = 1 << 14;

  private final StateDirectory directory;

  /**
   * Names a directory, which need not exist.
   *
   * @param directory its path
   */
  public KeptStore(Path directory) {
    this.directory = new StateDirectory(directory);
  }

  /**
   * {@return the records for one directory of configurations. Each has its own: whoever keeps
   * another one would take these for records of deleted configurations, and unload their images}
   *
   * @param state the directory for what is remembered, which need not exist
   * @param configurations the absolute path of the directory of configurations
   */
  public static KeptStore of(Path state, Path configurations) {
    return new KeptStore(state.resolve("images").resolve(RequestDigest.of(configurations)));
  }

  /**
   * {@return every record} A damaged one is as good as none: what it told is found out again.
   *
   * @throws KexecException if one cannot be read, which would be taken for one of a configuration
   *     that was never loaded: its image would be somebody else's
   */
  List<KeptRecord> all() throws KexecException {
    List<KeptRecord> all = new ArrayList<>();
    try {
      for (String file : directory.names("*" + SUFFIX)) {
        read(file.substring(0, file.length() - SUFFIX.length())).ifPresent(all::add);
      }
    } catch (ForeignException e) {
      LOG.warn("the records of configured images are not used: {}", e.getMessage());
    } catch (IOException e) {
      throw new KexecException(
          new Fault(
              "image-record-not-read",
              "reading what is loaded for configured images, in " + directory.path(),
              Causes.of(e),
              "Try again; if that does not help, look at the file system. What is loaded stays."),
          e);
    }
    return all;
  }

  private Optional<KeptRecord> read(String name) throws IOException {
    try {
      String text = new String(directory.read(name + SUFFIX, MAX_BYTES), StandardCharsets.UTF_8);
      return Optional.of(record(name, JsonParser.parseString(text).getAsJsonObject()));
    } catch (NoSuchFileException e) {
      // Removed meanwhile.
      return Optional.empty();
    } catch (ForeignException
        | JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | ClassCastException
        | NullPointerException
        | DateTimeException
        | StackOverflowError e) {
      LOG.debug("the record of {} is not used", name, e);
      return Optional.empty();
    }
  }

  private static KeptRecord record(String name, JsonObject json) {
    if (!text(json, "schema").filter(SCHEMA::equals).isPresent()) {
      throw new JsonParseException("another schema");
    }
    Optional<Instant> nextTry = text(json, "nextTry").map(Instant::parse);
    return new KeptRecord(
        name,
        digests(json),
        text(json, "loading"),
        text(json, "refusal").map(why -> new KeptRecord.Refusal(why, nextTry)));
  }

  private static List<String> digests(JsonObject json) {
    return json.getAsJsonArray("loaded").asList().stream()
        .limit(KeptRecord.MOST_LOADED)
        .map(JsonElement::getAsString)
        .toList();
  }

  private static Optional<String> text(JsonObject json, String key) {
    return Optional.ofNullable(json.get(key)).map(JsonElement::getAsString);
  }

  /**
   * Writes a record.
   *
   * @param record the record
   * @throws KexecException if it cannot be written
   */
  void write(KeptRecord record) throws KexecException {
    JsonObject json = new JsonObject();
    json.addProperty("schema", SCHEMA);
    JsonArray loaded = new JsonArray();
    record.loaded().forEach(loaded::add);
    json.add("loaded", loaded);
    record.loading().ifPresent(digest -> json.addProperty("loading", digest));
    record
        .refusal()
        .ifPresent(
            why -> {
              json.addProperty(
                  "refusal", why.text().substring(0, Math.min(why.text().length(), MOST_TEXT)));
              why.nextTry().ifPresent(at -> json.addProperty("nextTry", at.toString()));
            });
    try {
      directory.write(
          record.name() + SUFFIX, Printable.json(json.toString()).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unwritable(record.name(), e);
    }
  }

  /**
   * Removes a record.
   *
   * @param name the configuration's name
   * @throws KexecException if it cannot be removed
   */
  void delete(String name) throws KexecException {
    try {
      directory.delete(name + SUFFIX);
    } catch (IOException e) {
      throw unwritable(name, e);
    }
  }

  private KexecException unwritable(String name, IOException e) {
    return new KexecException(
        new Fault(
            "image-record-not-written",
            "recording what is loaded for the configured image " + name,
            Causes.of(e),
            "Make " + directory.path() + " a directory that this user can write to."),
        e);
  }
}
