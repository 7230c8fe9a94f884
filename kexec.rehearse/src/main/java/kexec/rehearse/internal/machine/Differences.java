package kexec.rehearse.internal.machine;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;
import kexec.api.text.Size;

/** Says what distinguishes the plan that is booted from the one that was to be rehearsed. */
public final class Differences {

  private Differences() {}

  /**
   * {@return the differences, for people; empty if both boot the same}
   *
   * @param asked the plan that was to be rehearsed
   * @param booted the plan that is booted
   */
  public static List<String> between(Plan asked, Plan booted) {
    List<String> all = new ArrayList<>();
    if (!asked.memory().ram().equals(booted.memory().ram())) {
      all.add("memory: " + size(booted) + " of RAM instead of " + size(asked));
    }
    if (!asked.commandLine().equals(booted.commandLine())) {
      all.add("command line: " + booted.commandLine());
    }
    Map<SegmentRole, List<Segment>> before = byRole(asked);
    Map<SegmentRole, List<Segment>> now = byRole(booted);
    for (SegmentRole role : SegmentRole.values()) {
      all.addAll(of(role, before.getOrDefault(role, List.of()), now.getOrDefault(role, List.of())));
    }
    return all;
  }

  private static String size(Plan plan) {
    return Size.human(plan.memory().ram().size());
  }

  private static Map<SegmentRole, List<Segment>> byRole(Plan plan) {
    Map<SegmentRole, List<Segment>> segments = new EnumMap<>(SegmentRole.class);
    plan.segments()
        .forEach(each -> segments.computeIfAbsent(each.role(), r -> new ArrayList<>()).add(each));
    return segments;
  }

  private static List<String> of(SegmentRole role, List<Segment> before, List<Segment> now) {
    if (before.size() != now.size()) {
      return List.of(
          "%s: %s segments instead of %s".formatted(role.label(), now.size(), before.size()));
    }
    List<String> all = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      Segment old = before.get(i);
      Segment young = now.get(i);
      String place = old.memory().equals(young.memory()) ? "" : " instead of " + old.memory();
      String content = old.digest().equals(young.digest()) ? "" : ", other content";
      if (!place.isEmpty() || !content.isEmpty()) {
        all.add(young + place + content);
      }
    }
    return all;
  }
}
