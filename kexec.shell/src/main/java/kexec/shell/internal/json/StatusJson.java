package kexec.shell.internal.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.time.Instant;
import kexec.api.ImageChanges;
import kexec.api.ImageRecord;
import kexec.api.SlotStatus;
import kexec.api.WantedImage;
import kexec.api.plan.LoadMethod;
import kexec.api.rehearse.RehearsalVerdict;
import kexec.api.text.FileName;
import kexec.shell.internal.result.Slots;

/** Converts what the slots contain to JSON; docs/plan-format.md describes the document. */
public final class StatusJson {

  private StatusJson() {}

  /**
   * {@return a {@code jkexec.status/1} document of what the slots contain}
   *
   * @param slots the slots of all receivers
   */
  public static JsonObject of(Slots slots) {
    JsonArray array = new JsonArray(slots.size());
    slots.stream().map(StatusJson::slot).forEach(array::add);
    JsonObject json = Documents.document("jkexec.status/1");
    json.add("slots", array);
    json.add("configured", ConfiguredJson.array(slots.configured()));
    return json;
  }

  private static JsonObject slot(SlotStatus slot) {
    JsonObject json = new JsonObject();
    json.addProperty("slot", slot.slot().label());
    json.addProperty("machine", slot.machine());
    json.addProperty("receiver", slot.receiver());
    json.addProperty("loaded", slot.loaded());
    json.add("image", slot.image().<JsonElement>map(StatusJson::image).orElse(JsonNull.INSTANCE));
    json.addProperty("confirmed", slot.confirmed());
    json.add(
        "changes", slot.changes().<JsonElement>map(StatusJson::changes).orElse(JsonNull.INSTANCE));
    json.add(
        "wanted", slot.wanted().<JsonElement>map(StatusJson::wanted).orElse(JsonNull.INSTANCE));
    json.add("trouble", PlanJson.text(slot.trouble()));
    return json;
  }

  private static JsonObject image(ImageRecord image) {
    JsonObject json = new JsonObject();
    json.addProperty("kernel", FileName.of(image.kernel()));
    JsonArray initrds = new JsonArray();
    image.initrds().stream().map(FileName::of).forEach(initrds::add);
    json.add("initrds", initrds);
    json.addProperty("commandLine", image.commandLine());
    json.addProperty("bytes", image.bytes());
    json.addProperty("segments", image.segments());
    json.addProperty("loadedAt", image.loadedAt().toString());
    json.add("method", PlanJson.text(image.method().map(LoadMethod::label)));
    json.add(
        "rehearsal",
        image.rehearsal().<JsonElement>map(StatusJson::verdict).orElse(JsonNull.INSTANCE));
    return json;
  }

  private static JsonObject verdict(RehearsalVerdict verdict) {
    JsonObject json = new JsonObject();
    json.addProperty("at", verdict.at().toString());
    json.addProperty("goal", verdict.goal().label());
    json.addProperty("rung", verdict.rung().label());
    json.addProperty("succeeded", verdict.succeeded());
    json.addProperty("emulator", verdict.emulator());
    return json;
  }

  private static JsonObject changes(ImageChanges changes) {
    JsonObject json = new JsonObject();
    json.addProperty("files", changes.files().label());
    json.addProperty("commandLine", changes.commandLine().label());
    json.addProperty("runningKernel", changes.runningKernel().label());
    JsonArray details = new JsonArray(changes.details().size());
    changes.details().forEach(details::add);
    json.add("details", details);
    return json;
  }

  private static JsonObject wanted(WantedImage wanted) {
    JsonObject json = new JsonObject();
    json.addProperty("kernel", FileName.of(wanted.request().kernel()));
    json.addProperty("since", wanted.since().toString());
    json.add(
        "rehearsal",
        wanted.rehearsal().<JsonElement>map(StatusJson::verdict).orElse(JsonNull.INSTANCE));
    wanted.loss().ifPresent(loss -> json.add("loss", loss(loss)));
    return json;
  }

  private static JsonObject loss(WantedImage.Loss loss) {
    JsonObject json = new JsonObject();
    json.addProperty("at", loss.at().toString());
    json.addProperty("reason", loss.reason());
    json.addProperty("tries", loss.tries());
    json.add("nextTry", PlanJson.text(loss.nextTry().map(Instant::toString)));
    return json;
  }
}
