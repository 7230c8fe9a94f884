package kexec.shell.internal.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.OverlapException;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Architecture;
import kexec.api.plan.Digest;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.shell.internal.json.Node.WrongFieldException;
import kexec.shell.internal.result.SavedPlan;
import kexec.shell.internal.result.SavedPlan.SavedSegment;

/** Parses the fields of a plan document; unknown fields are ignored. */
final class SavedPlanParser {

  private static final String CRASH_CMA = "crashCma";

  private SavedPlanParser() {}

  static SavedPlan parse(Node root) throws WrongFieldException {
    Node kernel = root.field("kernel");
    kernel.field("path").text();
    kernel.field("bytes").count();
    findings(root.field("findings"));
    return new SavedPlan(
        oneOf(root.field("slot"), Arrays.stream(Slot.values()).map(Slot::label).toList()),
        architecture(root.field("arch")),
        root.field("firmware").text(),
        kernel.field("format").text(),
        textOrNull(kernel.field("version")),
        root.field("commandLine").text(),
        addressOrNull(root.field("entry")),
        addressOrNull(root.field("kernelEntry")),
        registers(root.field("registers")),
        segments(root.field("segments")),
        memory(root));
  }

  private static void findings(Node findings) throws WrongFieldException {
    for (Node finding : findings.elements()) {
      oneOf(finding.field("severity"), List.of("info", "warning", "error"));
      for (String name : List.of("code", "message", "cure")) {
        finding.field(name).text();
      }
    }
  }

  /** Bundles may define architectures, so that any label may be right. */
  private static String architecture(Node node) throws WrongFieldException {
    try {
      return Architecture.labelled(node.text()).label();
    } catch (IllegalArgumentException e) {
      throw node.wrong("the label of an architecture, such as x86_64");
    }
  }

  private static String oneOf(Node node, List<String> labels) throws WrongFieldException {
    String text = node.text();
    if (!labels.contains(text)) {
      throw node.wrong("one of " + String.join(", ", labels));
    }
    return text;
  }

  private static Optional<String> textOrNull(Node node) throws WrongFieldException {
    return node.nullable().isEmpty() ? Optional.empty() : Optional.of(node.text());
  }

  private static Optional<MachineAddress> addressOrNull(Node node) throws WrongFieldException {
    return node.nullable().isEmpty()
        ? Optional.empty()
        : Optional.of(new MachineAddress(node.hex()));
  }

  private static Map<String, Long> registers(Node node) throws WrongFieldException {
    Map<String, Long> registers = new LinkedHashMap<>();
    for (Map.Entry<String, Node> register : node.fields()) {
      registers.put(register.getKey(), register.getValue().hex());
    }
    return registers;
  }

  private static List<SavedSegment> segments(Node node) throws WrongFieldException {
    List<SavedSegment> segments = new ArrayList<>();
    MachineAddress free = new MachineAddress(0);
    for (Node one : node.elements()) {
      Range<MachineAddress> memory = range(one);
      if (memory.start().isBelow(free)) {
        throw one.wrong("behind the segment before it");
      }
      free = memory.end();
      long bytes = one.field("bytes").count();
      if (Long.compareUnsigned(bytes, memory.size()) > 0) {
        throw one.field("bytes").wrong("at most the size of the segment's memory");
      }
      segments.add(new SavedSegment(role(one.field("role")), memory, bytes, digest(one)));
    }
    return List.copyOf(segments);
  }

  private static SegmentRole role(Node node) throws WrongFieldException {
    String label =
        oneOf(node, Arrays.stream(SegmentRole.values()).map(SegmentRole::label).toList());
    return Arrays.stream(SegmentRole.values())
        .filter(role -> role.label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  private static Digest digest(Node segment) throws WrongFieldException {
    Node field = segment.field("digest");
    try {
      return new Digest(field.text());
    } catch (IllegalArgumentException e) {
      throw field.wrong("64 hexadecimal digits in lower case");
    }
  }

  private static Range<MachineAddress> range(Node node) throws WrongFieldException {
    long start = node.field("start").hex();
    long end = node.field("end").hex();
    if (Long.compareUnsigned(end, start) <= 0) {
      throw node.wrong("a range with its end above its start");
    }
    return Range.machine(start, end);
  }

  private static MemoryMap memory(Node root) throws WrongFieldException {
    Node node = root.field("memory");
    List<MemoryRegion> regions = new ArrayList<>();
    for (Node one : node.elements()) {
      regions.add(new MemoryRegion(range(one), type(one.field("type"))));
    }
    MemoryMap map;
    try {
      map = MemoryMap.of(regions).withHeld(ranges(root, "held"));
    } catch (OverlapException e) {
      throw node.wrong("free of overlaps: " + e.getMessage());
    }
    if (root.fieldIfPresent("kernelRam").isPresent()) {
      map = map.withKernelRam(ranges(root, "kernelRam"));
    }
    return crashMemory(root, map);
  }

  private static MemoryMap crashMemory(Node root, MemoryMap map) throws WrongFieldException {
    MemoryMap whole = map;
    Node crash = root.field("crashRegion");
    Optional<Node> low = root.fieldIfPresent("crashLow");
    Node at = crash;
    try {
      if (crash.nullable().isPresent()) {
        whole = whole.withCrashRegion(range(crash));
      }
      if (low.isPresent()) {
        at = low.get();
        whole = whole.withCrashLow(range(at));
      }
      at = new Node(CRASH_CMA, root.value());
      return whole.withCrashCma(ranges(root, CRASH_CMA));
    } catch (IllegalArgumentException e) {
      throw at.wrong("wholly within RAM, or shares memory with the other crash memory");
    }
  }

  private static RangeSet<MachineAddress> ranges(Node root, String name)
      throws WrongFieldException {
    List<Range<MachineAddress>> ranges = new ArrayList<>();
    Optional<Node> field = root.fieldIfPresent(name);
    if (field.isPresent()) {
      for (Node one : field.get().elements()) {
        ranges.add(range(one));
      }
    }
    return RangeSet.of(ranges);
  }

  private static MemoryType type(Node node) throws WrongFieldException {
    return MemoryType.labelled(node.text())
        .orElseThrow(
            () ->
                node.wrong(
                    "one of ram, reserved, acpi, nvs, unusable, pmem, pram, soft-reserved, or a"
                        + " number such as type 20"));
  }
}
