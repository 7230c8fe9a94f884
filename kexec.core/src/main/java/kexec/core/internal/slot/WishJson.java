package kexec.core.internal.slot;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Optional;
import kexec.api.WantedImage.Loss;
import kexec.api.text.Printable;

/** The JSON form of a wish, which only the core itself reads. */
final class WishJson {

  private static final String SCHEMA = "jkexec.wish/1";

  private WishJson() {}

  /**
   * {@return one JSON object}
   *
   * @param wish the wish
   */
  static String write(Wish wish) {
    JsonObject json = new JsonObject();
    json.addProperty("schema", SCHEMA);
    json.addProperty("receiver", wish.receiver());
    json.addProperty("content", wish.content());
    json.addProperty("since", wish.since().toString());
    RequestJson.add(json, wish.request());
    wish.rehearsed().ifPresent(rehearsed -> RehearsedJson.add(json, rehearsed));
    wish.loss().ifPresent(loss -> json.add("loss", loss(loss)));
    return Printable.json(json.toString());
  }

  private static JsonObject loss(Loss loss) {
    JsonObject json = new JsonObject();
    json.addProperty("at", loss.at().toString());
    json.addProperty("reason", loss.reason());
    json.addProperty("tries", loss.tries());
    loss.nextTry().ifPresent(next -> json.addProperty("nextTry", next.toString()));
    return json;
  }

  /**
   * {@return the wish}
   *
   * @param text the persisted text, possibly damaged
   * @throws IllegalArgumentException if it is not a wish of this version
   */
  static Wish read(String text) {
    return RequestJson.read(text, SCHEMA, WishJson::wish);
  }

  private static Wish wish(JsonObject json) {
    Optional<Loss> loss = Optional.empty();
    if (json.has("loss")) {
      loss = Optional.of(loss(RequestJson.element(json, "loss").getAsJsonObject()));
    }
    return new Wish(
        RequestJson.request(json),
        RequestJson.string(json, "content"),
        Instant.parse(RequestJson.string(json, "since")),
        RequestJson.string(json, "receiver"),
        loss,
        RehearsedJson.read(json));
  }

  private static Loss loss(JsonObject json) {
    int tries = RequestJson.element(json, "tries").getAsInt();
    if (tries < 0) {
      throw new IllegalArgumentException(tries + " tries");
    }
    return new Loss(
        Instant.parse(RequestJson.string(json, "at")),
        RequestJson.string(json, "reason"),
        tries,
        Optional.ofNullable(RequestJson.optional(json, "nextTry")).map(Instant::parse));
  }
}
