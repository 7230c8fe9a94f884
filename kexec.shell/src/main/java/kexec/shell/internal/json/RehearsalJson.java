package kexec.shell.internal.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.rehearse.ExportReport;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.rehearse.RehearsalReport.CrashRehearsal;
import kexec.api.rehearse.RehearsalReport.Emulator;
import kexec.api.rehearse.RehearsalReport.Stuck;
import kexec.api.text.FileName;

/** Converts the results of rehearsals and exports to JSON; docs/plan-format.md describes it. */
public final class RehearsalJson {

  /** The schema of a rehearsal's document. */
  static final String SCHEMA = "jkexec.rehearsal/1";

  private RehearsalJson() {}

  /**
   * {@return a {@code jkexec.rehearsal/1} document}
   *
   * @param report the result of a rehearsal
   */
  public static JsonObject of(RehearsalReport report) {
    JsonObject json = new JsonObject();
    json.addProperty("schema", SCHEMA);
    json.addProperty("succeeded", report.succeeded());
    json.addProperty("goal", report.goal().label());
    json.addProperty("rung", report.rung().label());
    json.addProperty("ending", report.ending());
    JsonObject times = new JsonObject();
    report.times().forEach((rung, after) -> times.addProperty(rung.label(), after.toMillis()));
    json.add("reachedAfterMillis", times);
    json.add("differences", strings(report.differences()));
    json.add("emulator", emulator(report.emulator()));
    json.add("stuck", orNull(report.stuck(), RehearsalJson::stuck));
    json.add("crash", orNull(report.crash(), RehearsalJson::crash));
    json.add("console", strings(report.console()));
    json.add("log", strings(report.log()));
    json.add("findings", PlanJson.findings(report.findings()));
    json.add("plan", PlanJson.of(report.plan()));
    return json;
  }

  private static <T> JsonElement orNull(Optional<T> value, Function<T, JsonElement> form) {
    return value.map(form).orElse(JsonNull.INSTANCE);
  }

  private static JsonObject emulator(Emulator emulator) {
    JsonObject json = new JsonObject();
    json.addProperty("version", emulator.version());
    json.addProperty("machine", emulator.machine());
    json.addProperty("cpu", emulator.cpu());
    json.addProperty("accelerator", emulator.accelerator());
    json.addProperty("memoryBytes", emulator.memoryBytes());
    json.addProperty("usedBytes", emulator.usedBytes());
    json.addProperty("verbatim", emulator.verbatim());
    json.add("command", strings(emulator.command()));
    return json;
  }

  private static JsonObject stuck(Stuck stuck) {
    JsonObject json = new JsonObject();
    JsonObject registers = new JsonObject();
    stuck
        .registers()
        .forEach((name, value) -> registers.addProperty(name, "0x" + Long.toHexString(value)));
    json.add("registers", registers);
    json.add("segment", PlanJson.text(stuck.segment()));
    json.add("symbol", PlanJson.text(stuck.symbol()));
    return json;
  }

  private static JsonObject crash(CrashRehearsal crash) {
    JsonObject json = new JsonObject();
    json.addProperty("vmcoreBytes", crash.vmcoreBytes());
    json.addProperty("notesRead", crash.notesRead());
    json.addProperty("patternRead", crash.patternRead());
    json.addProperty("regionBytes", crash.regionBytes());
    json.addProperty("peakBytes", crash.peakBytes());
    json.addProperty("neededBytes", crash.neededBytes());
    return json;
  }

  /**
   * {@return a {@code jkexec.export/1} document}
   *
   * @param report the result of an export
   */
  public static JsonObject of(ExportReport report) {
    JsonObject json = new JsonObject();
    json.addProperty("schema", "jkexec.export/1");
    json.addProperty("output", FileName.of(report.output()));
    json.addProperty("bytes", report.bytes());
    json.addProperty("format", report.format());
    json.addProperty("entry", report.entry().toString());
    json.add("memory", ranges(report.memory()));
    json.add("staged", ranges(report.staged()));
    json.add("findings", PlanJson.findings(report.findings()));
    return json;
  }

  private static JsonArray ranges(List<Range<MachineAddress>> ranges) {
    JsonArray array = new JsonArray(ranges.size());
    ranges.forEach(range -> array.add(PlanJson.range(range)));
    return array;
  }

  private static JsonArray strings(List<String> lines) {
    JsonArray array = new JsonArray(lines.size());
    lines.forEach(array::add);
    return array;
  }
}
