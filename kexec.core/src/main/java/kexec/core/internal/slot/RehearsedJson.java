package kexec.core.internal.slot;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.rehearse.RehearsalVerdict;
import kexec.api.rehearse.Rung;

/** A rehearsal as a member of the JSON forms of records and wishes. */
final class RehearsedJson {

  private static final String MEMBER = "rehearsed";

  private RehearsedJson() {}

  /**
   * Adds a rehearsal to an object.
   *
   * @param json the object
   * @param rehearsed the rehearsal
   */
  static void add(JsonObject json, Rehearsed rehearsed) {
    RehearsalVerdict verdict = rehearsed.verdict();
    JsonObject member = new JsonObject();
    member.addProperty("at", verdict.at().toString());
    member.addProperty("goal", verdict.goal().label());
    member.addProperty("rung", verdict.rung().label());
    member.addProperty("succeeded", verdict.succeeded());
    member.addProperty("emulator", verdict.emulator());
    member.addProperty("plan", rehearsed.plan());
    json.add(MEMBER, member);
  }

  /**
   * {@return the rehearsal that {@link #add} added, or empty}
   *
   * @param json the object
   * @throws RuntimeException if a member of it is missing or invalid
   */
  static Optional<Rehearsed> read(JsonObject json) {
    if (!json.has(MEMBER)) {
      return Optional.empty();
    }
    JsonObject member = RequestJson.element(json, MEMBER).getAsJsonObject();
    RehearsalVerdict verdict =
        new RehearsalVerdict(
            Instant.parse(RequestJson.string(member, "at")),
            RehearsalGoal.labelled(RequestJson.string(member, "goal")).orElseThrow(),
            Rung.valueOf(RequestJson.string(member, "rung").toUpperCase(Locale.ROOT)),
            RequestJson.element(member, "succeeded").getAsBoolean(),
            RequestJson.string(member, "emulator"));
    return Optional.of(new Rehearsed(verdict, RequestJson.string(member, "plan")));
  }
}
