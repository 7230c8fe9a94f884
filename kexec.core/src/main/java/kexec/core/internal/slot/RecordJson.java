package kexec.core.internal.slot;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.ImageRecord;
import kexec.api.PlanRequest;
import kexec.api.memory.Range;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Slot;
import org.jspecify.annotations.Nullable;

/** The text form of a record, which is read by nobody but the core itself. */
final class RecordJson {

  private static final String SCHEMA = "jkexec.record/1";

  private RecordJson() {}

  /**
   * Writes a record.
   *
   * @param record the record
   * @return one JSON object
   */
  static String write(LoadRecord record) {
    PlanRequest request = record.request();
    JsonObject json = new JsonObject();
    json.addProperty("schema", SCHEMA);
    json.addProperty("receiver", record.receiver());
    json.addProperty("wanted", record.wanted());
    json.addProperty("content", record.content());
    json.addProperty("slot", request.slot().label());
    json.addProperty("kernel", absolute(request.kernel()));
    json.add("initrds", paths(request.initrds()));
    json.addProperty("requestedCommandLine", request.commandLine());
    json.addProperty("memMin", Long.toHexString(request.limits().start().value()));
    json.addProperty("memMax", Long.toHexString(request.limits().end().value()));
    request.machine().ifPresent(machine -> json.addProperty("machine", machine));
    request.protocol().ifPresent(protocol -> json.addProperty("protocol", protocol));
    json.add("modules", modules(request.modules()));
    request.method().ifPresent(method -> json.addProperty("method", method.name()));
    json.addProperty("entryCheck", request.entryCheck().name());
    json.addProperty("commandLine", record.image().commandLine());
    json.addProperty("bytes", record.image().bytes());
    json.addProperty("segments", record.image().segments());
    json.addProperty("loadedAt", record.image().loadedAt().toString());
    return json.toString();
  }

  private static JsonArray modules(List<ModuleFile> modules) {
    JsonArray array = new JsonArray();
    for (ModuleFile module : modules) {
      JsonObject json = new JsonObject();
      json.addProperty("path", absolute(module.path()));
      json.addProperty("commandLine", module.commandLine());
      array.add(json);
    }
    return array;
  }

  private static JsonArray paths(List<Path> paths) {
    JsonArray array = new JsonArray();
    paths.forEach(path -> array.add(absolute(path)));
    return array;
  }

  /** The process that plans the image again may work in another directory. */
  private static String absolute(Path path) {
    return path.toAbsolutePath().toString();
  }

  /**
   * Reads a record.
   *
   * @param text what was written, perhaps damaged since
   * @return the record
   * @throws IllegalArgumentException if it is no record of this version
   */
  static LoadRecord read(String text) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      if (!SCHEMA.equals(string(json, "schema"))) {
        throw new IllegalArgumentException("not a " + SCHEMA);
      }
      PlanRequest request = request(json);
      ImageRecord image =
          new ImageRecord(
              request.kernel(),
              request.initrds(),
              string(json, "commandLine"),
              element(json, "bytes").getAsLong(),
              element(json, "segments").getAsInt(),
              Instant.parse(string(json, "loadedAt")),
              Optional.empty());
      return new LoadRecord(
          string(json, "receiver"),
          request,
          string(json, "content"),
          image,
          element(json, "wanted").getAsBoolean());
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | ClassCastException
        | DateTimeException
        | InvalidPathException e) {
      throw new IllegalArgumentException("damaged record: " + e.getMessage(), e);
    }
  }

  private static PlanRequest request(JsonObject json) {
    List<Path> initrds = new ArrayList<>();
    element(json, "initrds").getAsJsonArray().forEach(e -> initrds.add(Path.of(e.getAsString())));
    return PlanRequest.of(Path.of(string(json, "kernel")))
        .slot(slot(string(json, "slot")))
        .initrds(initrds)
        .commandLine(string(json, "requestedCommandLine"))
        .limits(
            Range.machine(
                Long.parseUnsignedLong(string(json, "memMin"), 16),
                Long.parseUnsignedLong(string(json, "memMax"), 16)))
        .machine(optional(json, "machine"))
        .protocol(optional(json, "protocol"))
        .modules(modules(element(json, "modules").getAsJsonArray()))
        .method(json.has("method") ? LoadMethod.valueOf(string(json, "method")) : null)
        .entryCheck(EntryCheck.valueOf(string(json, "entryCheck")))
        .build();
  }

  private static List<ModuleFile> modules(JsonArray array) {
    List<ModuleFile> modules = new ArrayList<>();
    for (JsonElement element : array) {
      JsonObject json = element.getAsJsonObject();
      modules.add(new ModuleFile(Path.of(string(json, "path")), string(json, "commandLine")));
    }
    return modules;
  }

  private static Slot slot(String label) {
    for (Slot slot : Slot.values()) {
      if (slot.label().equals(label)) {
        return slot;
      }
    }
    throw new IllegalArgumentException("no slot " + label);
  }

  private static JsonElement element(JsonObject json, String name) {
    JsonElement element = json.get(name);
    if (element == null) {
      throw new IllegalArgumentException("no " + name);
    }
    return element;
  }

  private static String string(JsonObject json, String name) {
    return element(json, name).getAsString();
  }

  private static @Nullable String optional(JsonObject json, String name) {
    return json.has(name) ? string(json, name) : null;
  }
}
