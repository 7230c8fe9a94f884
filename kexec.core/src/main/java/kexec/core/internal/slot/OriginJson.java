package kexec.core.internal.slot;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.text.FileName;
import kexec.core.internal.host.RunningKernel;

/** What an image was made of, as a member of the JSON form of its record. */
final class OriginJson {

  private OriginJson() {}

  /**
   * {@return one JSON object}
   *
   * @param origin what an image was made of
   */
  static JsonObject write(Origin origin) {
    JsonArray files = new JsonArray();
    for (FileState state : origin.files()) {
      JsonObject json = new JsonObject();
      json.addProperty("path", FileName.of(state.path()));
      json.addProperty("bytes", state.bytes());
      json.addProperty("modified", state.modified().toString());
      json.addProperty("inode", state.inode());
      files.add(json);
    }
    JsonObject json = new JsonObject();
    json.add("files", files);
    origin.running().ifPresent(kernel -> json.add("running", write(kernel)));
    return json;
  }

  private static JsonObject write(RunningKernel kernel) {
    JsonObject json = new JsonObject();
    json.addProperty("release", kernel.release());
    json.addProperty("version", kernel.version());
    json.addProperty("commandLine", kernel.commandLine());
    return json;
  }

  /**
   * {@return what {@link #write} wrote}
   *
   * @param json the object
   * @throws RuntimeException if a member is missing or invalid
   */
  static Origin read(JsonObject json) {
    List<FileState> files = new ArrayList<>();
    for (JsonElement element : RequestJson.element(json, "files").getAsJsonArray()) {
      files.add(file(element.getAsJsonObject()));
    }
    return new Origin(
        files,
        json.has("running")
            ? Optional.of(running(RequestJson.element(json, "running").getAsJsonObject()))
            : Optional.empty());
  }

  private static FileState file(JsonObject json) {
    return new FileState(
        FileName.path(RequestJson.string(json, "path")),
        RequestJson.element(json, "bytes").getAsLong(),
        Instant.parse(RequestJson.string(json, "modified")),
        RequestJson.element(json, "inode").getAsLong());
  }

  private static RunningKernel running(JsonObject json) {
    return new RunningKernel(
        RequestJson.string(json, "release"),
        RequestJson.string(json, "version"),
        RequestJson.string(json, "commandLine"));
  }
}
