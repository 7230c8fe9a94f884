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

/**
 * Reads and writes a request as members of a JSON object; common code for readers of such objects.
 */
final class RequestJson {

  private RequestJson() {}

  /**
   * Adds a request's members to an object.
   *
   * @param json the object
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
    request.architecture().ifPresent(label -> json.addProperty("architecture", label));
    request.deviceTree().ifPresent(tree -> json.addProperty("deviceTree", absolute(tree)));
    json.addProperty("commandLineReused", request.commandLineReused());
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

  /** The process that plans the image again may have another working directory. */
  private static String absolute(Path path) {
    return FileName.of(path.toAbsolutePath());
  }

  /**
   * Reads a whole document.
   *
   * @param <T> the value's type
   * @param text the persisted text, possibly damaged or written by others
   * @param schema the required schema
   * @param reader creates the value
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
      // Gson, paths, times and numbers each throw exceptions of their own for invalid input.
      throw new IllegalArgumentException("damaged: " + e.getMessage(), e);
    }
  }

  /**
   * {@return the request that {@link #add} wrote}
   *
   * @param json the object
   * @throws RuntimeException if a member is missing or invalid
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
        .architecture(optional(json, "architecture"))
        .deviceTree(json.has("deviceTree") ? FileName.path(string(json, "deviceTree")) : null)
        .commandLineReused(
            json.has("commandLineReused") && element(json, "commandLineReused").getAsBoolean())
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
   * {@return a member's value}
   *
   * @param json the object
   * @param name the member's name
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
   * {@return the string value of a member}
   *
   * @param json the object
   * @param name the member's name
   * @throws RuntimeException if it is missing or not a string
   */
  static String string(JsonObject json, String name) {
    return element(json, name).getAsString();
  }

  /**
   * {@return the string value of an optional member, or null}
   *
   * @param json the object
   * @param name the member's name
   * @throws RuntimeException if it is not a string
   */
  static @Nullable String optional(JsonObject json, String name) {
    return json.has(name) ? string(json, name) : null;
  }

  /** Earlier versions persisted the names of constants. */
  static LoadMethod method(String text) {
    return new LoadMethod(text.toLowerCase(Locale.ROOT).replace('_', '-'));
  }
}
