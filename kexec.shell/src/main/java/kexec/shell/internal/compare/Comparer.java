package kexec.shell.internal.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.RangeSet;
import kexec.shell.internal.result.Difference;
import kexec.shell.internal.result.Labels;
import kexec.shell.internal.result.SavedPlan;
import kexec.shell.internal.result.SavedPlan.SavedSegment;

/**
 * Compares plans by their effect. The path of the kernel file, the named machine and the findings
 * are not compared.
 */
public final class Comparer {

  private Comparer() {}

  /**
   * {@return the differences between two plans, by subject}
   *
   * @param a the first
   * @param b the second
   */
  public static List<Difference> compare(SavedPlan a, SavedPlan b) {
    Map<String, String> left = subjects(a);
    Map<String, String> right = subjects(b);
    Set<String> all = new LinkedHashSet<>(left.keySet());
    all.addAll(right.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String subject : all) {
      String one = left.get(subject);
      String other = right.get(subject);
      if (!Objects.equals(one, other)) {
        differences.add(
            new Difference(subject, Optional.ofNullable(one), Optional.ofNullable(other)));
      }
    }
    return differences;
  }

  /** Everything that is compared, in display order. */
  private static Map<String, String> subjects(SavedPlan plan) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("slot", plan.slot());
    all.put("architecture", plan.arch());
    all.put("firmware", plan.firmware());
    all.put("kernel format", plan.format());
    plan.version().ifPresent(version -> all.put("kernel version", version));
    all.put("command line", plan.commandLine());
    segments(plan, all);
    plan.entry().ifPresent(entry -> all.put("entry", entry.toString()));
    plan.kernelEntry().ifPresent(entry -> all.put("kernel entry", entry.toString()));
    plan.registers().forEach((name, value) -> all.put("register " + name, Labels.hex(value)));
    for (MemoryRegion region : plan.memory().regions()) {
      all.put("memory " + region.range(), region.type().label());
    }
    plan.memory().crashRegion().ifPresent(crash -> all.put("crash region", crash.toString()));
    plan.memory().crashLow().ifPresent(low -> all.put("low crash memory", low.toString()));
    put("crash CMA", plan.memory().crashCma(), all);
    put("held memory", plan.memory().held(), all);
    if (!plan.memory().kernelRam().equals(plan.memory().ram())) {
      put("kernel RAM", plan.memory().kernelRam(), all);
    }
    return all;
  }

  private static void put(String subject, RangeSet<MachineAddress> set, Map<String, String> all) {
    set.ranges().forEach(range -> all.put(subject + " " + range, "there"));
  }

  private static void segments(SavedPlan plan, Map<String, String> all) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (SavedSegment segment : plan.segments()) {
      String role = segment.role().label();
      int count = counts.merge(role, 1, Integer::sum);
      String subject = "segment " + role + (count == 1 ? "" : " " + count);
      all.put(subject, segment.memory().toString());
      all.put(subject + " content", segment.bytes() + " bytes, digest " + segment.digest().hex());
    }
  }
}
