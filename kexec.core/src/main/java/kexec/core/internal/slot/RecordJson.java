package kexec.core.internal.slot;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import kexec.api.ImageRecord;
import kexec.api.PlanRequest;
import kexec.api.text.Printable;
import kexec.core.internal.policy.Requirement;

/** The JSON form of a record, which only the core itself reads. */
final class RecordJson {

  private static final String SCHEMA = "jkexec.record/1";

  private RecordJson() {}

  /**
   * {@return one JSON object}
   *
   * @param record the record
   */
  static String write(LoadRecord record) {
    JsonObject json = new JsonObject();
    json.addProperty("schema", SCHEMA);
    json.addProperty("receiver", record.receiver());
    json.addProperty("wanted", record.wanted());
    json.addProperty("content", record.content());
    json.addProperty("plan", record.plan());
    record.identity().ifPresent(identity -> json.addProperty("identity", identity));
    json.addProperty("hardware", record.hardware());
    record.origin().ifPresent(origin -> json.add("origin", OriginJson.write(origin)));
    json.addProperty("approved", record.approved().label());
    record.rehearsed().ifPresent(rehearsed -> RehearsedJson.add(json, rehearsed));
    RequestJson.add(json, record.request());
    json.addProperty("commandLine", record.image().commandLine());
    json.addProperty("bytes", record.image().bytes());
    json.addProperty("segments", record.image().segments());
    json.addProperty("loadedAt", record.image().loadedAt().toString());
    record.image().method().ifPresent(method -> json.addProperty("loadedBy", method.label()));
    return Printable.json(json.toString());
  }

  /**
   * {@return the record}
   *
   * @param text the persisted text, possibly damaged
   * @throws IllegalArgumentException if it is not a record of this version
   */
  static LoadRecord read(String text) {
    return RequestJson.read(text, SCHEMA, RecordJson::record);
  }

  private static LoadRecord record(JsonObject json) {
    PlanRequest request = RequestJson.request(json);
    ImageRecord image =
        new ImageRecord(
            request.kernel(),
            request.initrds(),
            RequestJson.string(json, "commandLine"),
            RequestJson.element(json, "bytes").getAsLong(),
            RequestJson.element(json, "segments").getAsInt(),
            Instant.parse(RequestJson.string(json, "loadedAt")),
            Optional.ofNullable(RequestJson.optional(json, "loadedBy")).map(RequestJson::method),
            RehearsedJson.read(json).map(Rehearsed::verdict));
    return new LoadRecord(
        RequestJson.string(json, "receiver"),
        request,
        RequestJson.string(json, "content"),
        Objects.requireNonNullElse(RequestJson.optional(json, "plan"), ""),
        image,
        Optional.ofNullable(RequestJson.optional(json, "identity")),
        Objects.requireNonNullElse(RequestJson.optional(json, "hardware"), ""),
        json.has("origin")
            ? Optional.of(OriginJson.read(RequestJson.element(json, "origin").getAsJsonObject()))
            : Optional.empty(),
        Optional.ofNullable(RequestJson.optional(json, "approved"))
            .flatMap(Requirement::labelled)
            .orElse(Requirement.OFF),
        RequestJson.element(json, "wanted").getAsBoolean());
  }
}
