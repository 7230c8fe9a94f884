package kexec.shell.internal.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import kexec.api.image.ConfiguredImage;

/** Converts configured images to JSON; docs/plan-format.md describes the document. */
public final class ConfiguredJson {

  private ConfiguredJson() {}

  /**
   * {@return a {@code jkexec.images/1} document}
   *
   * @param images the configured images
   */
  public static JsonObject of(List<ConfiguredImage> images) {
    JsonObject json = Documents.document("jkexec.images/1");
    json.add("configured", array(images));
    return json;
  }

  static JsonArray array(List<ConfiguredImage> images) {
    JsonArray array = new JsonArray(images.size());
    images.stream().map(ConfiguredJson::image).forEach(array::add);
    return array;
  }

  private static JsonObject image(ConfiguredImage image) {
    JsonObject json = new JsonObject();
    json.addProperty("name", image.name());
    json.addProperty("slot", image.slot().label());
    json.addProperty("wanted", image.wanted());
    json.addProperty("state", image.state().name().toLowerCase(Locale.ROOT));
    json.add("trouble", PlanJson.text(image.trouble()));
    json.add("nextTry", PlanJson.text(image.nextTry().map(Instant::toString)));
    json.add("loadedAt", PlanJson.text(image.loadedAt().map(Instant::toString)));
    return json;
  }
}
