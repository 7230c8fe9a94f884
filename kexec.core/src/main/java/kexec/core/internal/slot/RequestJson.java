package kexec.core.internal.slot;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import kexec.api.PlanRequest;
import kexec.api.memory.Range;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Slot;
import kexec.api.text.FileName;
import org.jspecify.annotations.Nullable;

/** A request as members of a JSON object, and what all readers of such objects need. */
final class RequestJson {

  private RequestJson() {}

  /**
   * Adds the members.
   *
   * @param json where
   * @param request the request
   */
  static void add(JsonObject json, PlanRequest request) {
    json.addProperty("slot", request.slot().label());
    json.addProperty("kernel", absolute(request.kernel()));
    json.add("initrds", paths(request.initrds()));
    json.addProperty("requestedCommandLine", request.commandLine());
    json.addProperty("memMin", Long.toHexString(request.limits().start().value()));
    json.addProperty("memMax", Long.toHexString(request.limits().end().value()));
    request.machine().ifPresent(machine -> json.addProperty("machine", machine));
    request.protocol().ifPresent(protocol -> json.addProperty("protocol", protocol));
    json.add("modules", modules(request.modules()));
    request.method().ifPresent(method -> json.addProperty("method", method.label()));
    json.addProperty("entryCheck", request.entryCheck().name());
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
    return FileName.of(path.toAbsolutePath());
  }

  /**
   * Reads a whole document.
   *
   * @param <T> what it is
   * @param text what was written, perhaps damaged since, or by somebody else
   * @param schema what it has to be
   * @param reader makes the value
   * @return the value
   * @throws IllegalArgumentException if it is not such a document
   */
  static <T> T read(String text, String schema, Function<JsonObject, T> reader) {
    try {
      JsonObject json = JsonParser.parseString(text).getAsJsonObject();
      if (!schema.equals(string(json, "schema"))) {
        throw new IllegalArgumentException("not a " + schema);
      }
      return reader.apply(json);
    } catch (RuntimeException e) {
      // Gson, paths, times and numbers each throw their own kind at input that is none of theirs.
      throw new IllegalArgumentException("damaged: " + e.getMessage(), e);
    }
  }

  /**
   * Reads the members that {@link #add} added.
   *
   * @param json the object
   * @return the request
   * @throws RuntimeException if one is missing or wrong
   */
  static PlanRequest request(JsonObject json) {
    List<Path> initrds = new ArrayList<>();
    element(json, "initrds")
        .getAsJsonArray()
        .forEach(e -> initrds.add(FileName.path(e.getAsString())));
    return PlanRequest.of(FileName.path(string(json, "kernel")))
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
        .method(json.has("method") ? method(string(json, "method")) : null)
        .entryCheck(EntryCheck.valueOf(string(json, "entryCheck")))
        .build();
  }

  private static List<ModuleFile> modules(JsonArray array) {
    List<ModuleFile> modules = new ArrayList<>();
    for (JsonElement element : array) {
      JsonObject json = element.getAsJsonObject();
      modules.add(new ModuleFile(FileName.path(string(json, "path")), string(json, "commandLine")));
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

  /**
   * Returns a member.
   *
   * @param json the object
   * @param name the member's name
   * @return its value
   * @throws IllegalArgumentException if it is missing
   */
  static JsonElement element(JsonObject json, String name) {
    JsonElement element = json.get(name);
    if (element == null) {
      throw new IllegalArgumentException("no " + name);
    }
    return element;
  }

  /**
   * Returns a member that is a text.
   *
   * @param json the object
   * @param name the member's name
   * @return the text
   * @throws RuntimeException if it is missing or something else
   */
  static String string(JsonObject json, String name) {
    return element(json, name).getAsString();
  }

  /**
   * Returns a member that is a text and may be missing.
   *
   * @param json the object
   * @param name the member's name
   * @return the text, or null
   * @throws RuntimeException if it is something else
   */
  static @Nullable String optional(JsonObject json, String name) {
    return json.has(name) ? string(json, name) : null;
  }

  /** Earlier versions persisted the names of constants. */
  static LoadMethod method(String text) {
    return new LoadMethod(text.toLowerCase(Locale.ROOT).replace('_', '-'));
  }
}
