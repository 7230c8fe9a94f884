package kexec.shell.internal.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import kexec.shell.internal.reserve.CrashReservation;
import kexec.shell.internal.reserve.MeasuredPeak;
import kexec.shell.internal.reserve.ReservationFacts;

/** Converts how much to reserve to JSON; docs/plan-format.md describes it. */
public final class ReservationJson {

  private ReservationJson() {}

  /**
   * {@return a {@code jkexec.crashkernel/1} document}
   *
   * @param reservation the advice
   */
  public static JsonObject of(CrashReservation reservation) {
    JsonObject json = new JsonObject();
    json.addProperty("schema", "jkexec.crashkernel/1");
    json.addProperty("line", reservation.line());
    json.addProperty("bytes", reservation.bytes());
    json.addProperty("basis", reservation.basis());
    json.add(
        "measured",
        reservation
            .measured()
            .<JsonElement>map(ReservationJson::measured)
            .orElse(JsonNull.INSTANCE));
    JsonArray others = new JsonArray();
    for (CrashReservation.Alternative each : reservation.alternatives()) {
      JsonObject other = new JsonObject();
      other.addProperty("line", each.line());
      other.addProperty("purpose", each.purpose());
      others.add(other);
    }
    json.add("alternatives", others);
    json.add("places", places(reservation.facts()));
    json.add("machine", machine(reservation.facts()));
    json.add("tables", tables(reservation));
    json.add("findings", PlanJson.findings(reservation.findings()));
    return json;
  }

  private static JsonObject measured(MeasuredPeak peak) {
    JsonObject json = new JsonObject();
    json.addProperty("goal", peak.goal());
    json.addProperty("reached", peak.reached());
    json.addProperty("peakBytes", peak.peakBytes());
    json.addProperty("regionBytes", peak.regionBytes());
    json.addProperty("neededBytes", peak.neededBytes());
    return json;
  }

  private static JsonArray places(ReservationFacts facts) {
    JsonArray all = new JsonArray();
    for (ReservationFacts.Place each : facts.places()) {
      JsonObject place = new JsonObject();
      place.addProperty("file", each.file());
      place.addProperty("then", each.then());
      all.add(place);
    }
    return all;
  }

  private static JsonObject machine(ReservationFacts facts) {
    JsonObject json = new JsonObject();
    json.addProperty("architecture", facts.architecture());
    json.addProperty("ramBytes", facts.ramBytes());
    json.addProperty("ramExact", facts.exact());
    json.addProperty("processors", facts.processors());
    json.addProperty("pageBytes", facts.pageBytes());
    json.addProperty("reservedBytes", facts.reservedBytes());
    json.addProperty("release", facts.release());
    json.addProperty("xen", facts.xen());
    return json;
  }

  private static JsonArray tables(CrashReservation reservation) {
    JsonArray all = new JsonArray();
    reservation
        .tables()
        .forEach(
            each -> {
              JsonObject table = new JsonObject();
              table.addProperty("name", each.name());
              table.addProperty("source", each.source());
              table.addProperty("own", each.own());
              table.addProperty("ranges", each.ranges().toString());
              table.addProperty("bytes", each.ranges().sizeFor(reservation.facts().ramBytes()));
              all.add(table);
            });
    return all;
  }
}
