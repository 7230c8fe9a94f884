package kexec.shell.internal.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import kexec.api.entry.BootEntries;
import kexec.api.entry.BootEntry;
import kexec.api.plan.ModuleFile;
import kexec.api.text.FileName;

/** Converts boot entries to JSON; docs/entries.md describes the document. */
public final class EntriesJson {

  private EntriesJson() {}

  /**
   * {@return a {@code jkexec.entries/1} document}
   *
   * @param listing the entries of a system
   */
  public static JsonObject of(BootEntries.Listing listing) {
    JsonObject json = Documents.document("jkexec.entries/1");
    json.add("default", PlanJson.text(listing.defaultId()));
    json.addProperty("reason", listing.reason());
    JsonArray entries = new JsonArray(listing.entries().size());
    listing.entries().forEach(entry -> entries.add(entry(entry)));
    json.add("entries", entries);
    json.add("findings", PlanJson.findings(listing.findings()));
    return json;
  }

  private static JsonObject entry(BootEntry entry) {
    JsonObject json = new JsonObject();
    json.addProperty("id", entry.id());
    json.addProperty("title", entry.title());
    json.addProperty("kind", entry.source().kind().label());
    json.addProperty("source", FileName.of(entry.source().file()));
    json.addProperty("kernel", FileName.of(entry.kernel()));
    json.add("initrds", names(entry.initrds()));
    json.add("modules", modules(entry.modules()));
    json.addProperty("commandLine", entry.commandLine());
    json.add("deviceTree", PlanJson.text(entry.deviceTree().map(FileName::of)));
    json.add("arch", PlanJson.text(entry.architecture()));
    json.add("version", PlanJson.text(entry.version()));
    json.addProperty("loadable", entry.isLoadable());
    json.add("findings", PlanJson.findings(entry.findings()));
    return json;
  }

  private static JsonArray names(List<Path> paths) {
    JsonArray names = new JsonArray(paths.size());
    paths.forEach(path -> names.add(FileName.of(path)));
    return names;
  }

  private static JsonArray modules(List<ModuleFile> modules) {
    JsonArray array = new JsonArray(modules.size());
    for (ModuleFile module : modules) {
      JsonObject json = new JsonObject();
      json.addProperty("path", FileName.of(module.path()));
      json.addProperty("commandLine", module.commandLine());
      array.add(json);
    }
    return array;
  }
}
