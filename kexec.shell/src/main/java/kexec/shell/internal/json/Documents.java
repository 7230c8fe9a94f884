package kexec.shell.internal.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.Backend;
import kexec.api.Inspection;
import kexec.api.machine.ExecutionReport;
import kexec.api.machine.ExecutionReport.Check;
import kexec.api.plan.KernelFacts;
import kexec.api.rehearse.RehearsalReport;
import kexec.api.simulate.MachineShape;
import kexec.api.text.FileName;
import kexec.shell.internal.result.CrashSize;
import kexec.shell.internal.result.Difference;
import kexec.shell.internal.result.Execution;
import kexec.shell.internal.result.Explanation;
import kexec.shell.internal.result.Loaded;
import kexec.shell.internal.result.PlanComparison;
import kexec.shell.internal.result.SimulationResult;
import kexec.shell.internal.result.Unloaded;

/** Converts the other results of commands to JSON; docs/plan-format.md describes the documents. */
public final class Documents {

  private Documents() {}

  static JsonObject document(String schema) {
    JsonObject json = new JsonObject();
    json.addProperty("schema", schema);
    return json;
  }

  /**
   * {@return a {@code jkexec.plan/1} document of a loaded plan, with its rehearsal}
   *
   * @param loaded the plan and its rehearsal
   */
  public static JsonObject loaded(Loaded loaded) {
    JsonObject json = PlanJson.of(loaded.plan());
    loaded.rehearsal().ifPresent(report -> json.add("rehearsal", rehearsal(report)));
    return json;
  }

  private static JsonObject rehearsal(RehearsalReport report) {
    JsonObject json = new JsonObject();
    json.addProperty("goal", report.goal().label());
    json.addProperty("rung", report.rung().label());
    json.addProperty("succeeded", report.succeeded());
    json.addProperty("emulator", report.emulator().version());
    JsonArray differences = new JsonArray(report.differences().size());
    report.differences().forEach(differences::add);
    json.add("differences", differences);
    json.add("findings", PlanJson.findings(report.findings()));
    return json;
  }

  /**
   * {@return a {@code jkexec.backends/1} document of the present backends}
   *
   * @param backends all of them
   */
  public static JsonObject backends(List<Backend> backends) {
    JsonArray array = new JsonArray(backends.size());
    for (Backend backend : backends) {
      JsonObject json = new JsonObject();
      json.addProperty("kind", backend.kind().label());
      json.addProperty("name", backend.name());
      json.addProperty("arch", backend.architecture());
      json.addProperty("firmware", backend.firmware());
      json.addProperty("ranking", backend.ranking());
      json.addProperty("bundle", backend.bundle());
      json.addProperty("chosen", backend.chosen());
      json.addProperty("reason", backend.reason());
      array.add(json);
    }
    JsonObject json = document("jkexec.backends/1");
    json.add("backends", array);
    return json;
  }

  /**
   * {@return a {@code jkexec.inspection/1} document that identifies a file}
   *
   * @param inspection the result of every protocol
   */
  public static JsonObject inspection(Inspection inspection) {
    JsonObject json = document("jkexec.inspection/1");
    json.addProperty("path", FileName.of(inspection.file()));
    json.addProperty("bytes", inspection.bytes());
    json.add("protocol", PlanJson.text(inspection.protocol()));
    Optional<KernelFacts> facts = inspection.facts();
    json.add("format", PlanJson.text(facts.map(KernelFacts::format)));
    json.add("arch", PlanJson.text(facts.map(known -> known.architecture().label())));
    facts.ifPresent(known -> PlanJson.addFacts(json, known));
    json.add("findings", PlanJson.findings(inspection.problems()));
    JsonObject others = new JsonObject();
    inspection.foreignTo().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(other -> others.addProperty(other.getKey(), other.getValue()));
    json.add("foreignTo", others);
    return json;
  }

  /**
   * {@return a {@code jkexec.explanation/1} document of why a load would fail}
   *
   * @param explanation what was found
   */
  public static JsonObject explanation(Explanation explanation) {
    JsonObject json = document("jkexec.explanation/1");
    json.addProperty("slot", explanation.slot().label());
    json.add("kernel", PlanJson.text(explanation.kernel().map(FileName::of)));
    json.addProperty("succeeds", explanation.succeeds());
    json.add("findings", PlanJson.findings(explanation.findings()));
    return json;
  }

  /**
   * {@return a {@code jkexec.crashsize/1} document of the memory reserved for a crash kernel}
   *
   * @param size the size and location
   */
  public static JsonObject crashSize(CrashSize size) {
    JsonObject json = document("jkexec.crashsize/1");
    json.addProperty("bytes", size.bytes());
    json.add(
        "crashRegion", size.region().<JsonElement>map(PlanJson::range).orElse(JsonNull.INSTANCE));
    return json;
  }

  /**
   * {@return a {@code jkexec.unload/1} document of an unloaded slot}
   *
   * @param unloaded the slot
   */
  public static JsonObject unloaded(Unloaded unloaded) {
    JsonObject json = document("jkexec.unload/1");
    json.addProperty("slot", unloaded.slot().label());
    json.add("machine", PlanJson.text(unloaded.machine()));
    json.addProperty("held", unloaded.held());
    return json;
  }

  /**
   * {@return a {@code jkexec.execution/1} document of an execution}
   *
   * @param execution the result
   */
  public static JsonObject execution(Execution execution) {
    JsonObject json = document("jkexec.execution/1");
    json.addProperty("underWay", execution.report().isEmpty());
    execution.report().ifPresent(report -> addReport(json, report));
    return json;
  }

  private static void addReport(JsonObject json, ExecutionReport report) {
    json.addProperty("succeeded", report.succeeded());
    json.addProperty("receiver", report.receiver());
    JsonArray checks = new JsonArray(report.checks().size());
    for (Check check : report.checks()) {
      JsonObject one = new JsonObject();
      one.addProperty("subject", check.subject());
      one.addProperty("passed", check.passed());
      one.addProperty("detail", check.detail());
      checks.add(one);
    }
    json.add("checks", checks);
    json.addProperty("pagesMoved", report.pagesMoved());
    json.addProperty("bytesVerified", report.bytesVerified());
    json.addProperty("nanoseconds", report.duration().toNanos());
  }

  /**
   * {@return a {@code jkexec.simulation/1} document of a simulation}
   *
   * @param result the result
   */
  public static JsonObject simulation(SimulationResult result) {
    JsonObject json = document("jkexec.simulation/1");
    addReport(json, result.report());
    MachineShape shape = result.shape();
    JsonObject machine = new JsonObject();
    machine.addProperty("scrambled", shape.scrambledFrames());
    machine.addProperty("stagedCrash", shape.stagedCrash());
    machine.addProperty("awkward", shape.awkwardPages());
    machine.addProperty("seed", shape.seed());
    json.add("simulated", machine);
    json.add("plan", PlanJson.of(result.plan()));
    return json;
  }

  /**
   * {@return a {@code jkexec.comparison/1} document of the differences between two plans}
   *
   * @param comparison the differences
   */
  public static JsonObject comparison(PlanComparison comparison) {
    JsonObject json = document("jkexec.comparison/1");
    json.addProperty("equal", comparison.equal());
    json.addProperty("a", comparison.a());
    json.addProperty("b", comparison.b());
    JsonArray array = new JsonArray(comparison.differences().size());
    for (Difference difference : comparison.differences()) {
      JsonObject one = new JsonObject();
      one.addProperty("subject", difference.subject());
      one.add("a", PlanJson.text(difference.a()));
      one.add("b", PlanJson.text(difference.b()));
      array.add(one);
    }
    json.add("differences", array);
    return json;
  }
}
