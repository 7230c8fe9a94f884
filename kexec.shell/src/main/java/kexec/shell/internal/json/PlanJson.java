package kexec.shell.internal.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.text.FileName;
import kexec.shell.internal.result.Labels;

/** Converts plans to {@value #SCHEMA} documents; docs/plan-format.md describes them. */
public final class PlanJson {

  /** The schema's name and version. */
  public static final String SCHEMA = "jkexec.plan/1";

  private PlanJson() {}

  /**
   * {@return a plan as a document}
   *
   * @param plan the plan, loadable or not
   */
  public static JsonObject of(Plan plan) {
    JsonObject json = new JsonObject();
    json.addProperty("schema", SCHEMA);
    json.addProperty("slot", plan.slot().label());
    json.add("machine", text(plan.machine()));
    json.addProperty("arch", plan.kernel().architecture().label());
    json.addProperty("firmware", plan.firmware());
    JsonArray methods = new JsonArray();
    plan.methods().forEach(method -> methods.add(method.label()));
    json.add("methods", methods);
    json.addProperty("entryCheck", plan.entryCheck().label());
    json.add("kernel", kernel(plan.kernelPath(), plan.kernelBytes(), plan.kernel()));
    json.addProperty("commandLine", plan.commandLine());
    json.add("entry", text(plan.entry().map(entry -> entry.entry().toString())));
    json.add("kernelEntry", text(plan.entry().map(entry -> entry.kernelEntry().toString())));
    json.add("registers", registers(plan.entry()));
    json.add("segments", segments(plan.segments()));
    json.add("memory", memory(plan.memory()));
    json.add(
        "crashRegion",
        plan.memory().crashRegion().<JsonElement>map(PlanJson::range).orElse(JsonNull.INSTANCE));
    json.add(
        "crashLow",
        plan.memory().crashLow().<JsonElement>map(PlanJson::range).orElse(JsonNull.INSTANCE));
    addFurtherMemory(json, plan.memory());
    json.add("findings", findings(plan.findings()));
    return json;
  }

  /** Fields that few machines need are omitted if empty. */
  private static void addFurtherMemory(JsonObject json, MemoryMap map) {
    if (!map.crashCma().isEmpty()) {
      json.add("crashCma", ranges(map.crashCma()));
    }
    if (!map.held().isEmpty()) {
      json.add("held", ranges(map.held()));
    }
    if (!map.kernelRam().equals(map.ram())) {
      json.add("kernelRam", ranges(map.kernelRam()));
    }
  }

  /**
   * {@return a document for a kernel that was not recognised, with the schema, the kernel's path
   * and the findings only}
   *
   * @param kernel the kernel file, if known
   * @param findings the findings
   */
  public static JsonObject refused(Optional<Path> kernel, List<Finding> findings) {
    JsonObject json = new JsonObject();
    json.addProperty("schema", SCHEMA);
    JsonObject path = new JsonObject();
    path.add("path", text(kernel.map(FileName::of)));
    json.add("kernel", path);
    json.add("findings", findings(findings));
    return json;
  }

  private static JsonObject kernel(Path path, long bytes, KernelFacts facts) {
    JsonObject json = new JsonObject();
    json.addProperty("path", FileName.of(path));
    json.addProperty("format", facts.format());
    json.addProperty("bytes", bytes);
    addFacts(json, facts);
    return json;
  }

  static void addFacts(JsonObject json, KernelFacts facts) {
    json.add("version", text(facts.version()));
    json.addProperty("commandLineLimit", facts.commandLineLimit());
    if (!facts.wrappers().isEmpty()) {
      JsonArray wrappers = new JsonArray();
      facts.wrappers().forEach(wrappers::add);
      json.add("wrappers", wrappers);
    }
    JsonObject fields = new JsonObject();
    facts.fields().forEach(fields::addProperty);
    json.add("fields", fields);
  }

  private static JsonObject registers(Optional<EntryState> entry) {
    JsonObject json = new JsonObject();
    entry.ifPresent(
        state ->
            state.registers().forEach((name, value) -> json.addProperty(name, Labels.hex(value))));
    return json;
  }

  private static JsonArray segments(List<Segment> segments) {
    JsonArray array = new JsonArray(segments.size());
    for (Segment segment : segments) {
      JsonObject json = new JsonObject();
      json.addProperty("role", segment.role().label());
      json.addProperty("start", segment.memory().start().toString());
      json.addProperty("end", segment.memory().end().toString());
      json.addProperty("bytes", segment.data().size());
      json.addProperty("digest", segment.digest().hex());
      array.add(json);
    }
    return array;
  }

  private static JsonArray memory(MemoryMap map) {
    JsonArray array = new JsonArray(map.regions().size());
    for (MemoryRegion region : map.regions()) {
      JsonObject json = range(region.range());
      json.addProperty("type", region.type().label());
      array.add(json);
    }
    return array;
  }

  private static JsonArray ranges(RangeSet<MachineAddress> set) {
    JsonArray array = new JsonArray(set.ranges().size());
    set.ranges().forEach(range -> array.add(range(range)));
    return array;
  }

  static JsonObject range(Range<MachineAddress> range) {
    JsonObject json = new JsonObject();
    json.addProperty("start", range.start().toString());
    json.addProperty("end", range.end().toString());
    return json;
  }

  static JsonArray findings(List<Finding> findings) {
    JsonArray array = new JsonArray(findings.size());
    for (Finding finding : findings) {
      JsonObject json = new JsonObject();
      json.addProperty("severity", Labels.of(finding.severity()));
      json.addProperty("code", finding.code());
      json.addProperty("message", finding.message());
      json.addProperty("cure", finding.cure());
      array.add(json);
    }
    return array;
  }

  static JsonElement text(Optional<String> value) {
    return value.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE);
  }
}
