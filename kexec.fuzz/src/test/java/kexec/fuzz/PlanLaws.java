package kexec.fuzz;

import static kexec.fuzz.Oracle.require;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.plan.DataPart;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;

/**
 * What holds of every accepted plan, stated without the planner's own ranges and sets: addresses
 * are compared as numbers, and places with the regions of the map one by one.
 */
final class PlanLaws {

  private static final long PAGE = 4096;
  private static final long HIGHEST = 1L << 46;
  private static final int MOST_SEGMENTS = 16;
  private static final long DIGESTED = 4 << 20;

  private PlanLaws() {}

  /**
   * Checks a plan.
   *
   * @param plan an accepted plan for a memory map whose addresses are below 2 to the 63rd
   * @param limits where the user allows segments
   */
  static void check(Plan plan, Range<MachineAddress> limits) throws Exception {
    require(plan.isLoadable(), plan);
    require(!plan.segments().isEmpty() && plan.segments().size() <= MOST_SEGMENTS, plan);
    long free = 0;
    long total = 0;
    for (Segment segment : plan.segments()) {
      long start = segment.memory().start().value();
      long end = segment.memory().end().value();
      require(start >= free && end > start, segment + " in " + plan);
      require(start % PAGE == 0 && end % PAGE == 0, segment);
      require(end <= HIGHEST, segment);
      require(
          Long.compareUnsigned(start, limits.start().value()) >= 0
              && Long.compareUnsigned(end, limits.end().value()) <= 0,
          segment + " beyond " + limits);
      require(segment.data().size() >= 0 && segment.data().size() <= end - start, segment);
      checkPlace(plan, segment);
      checkContent(segment);
      free = end;
      total += end - start;
    }
    require(total <= ramOf(plan) / 2, plan);
    checkEntry(plan);
  }

  private static long ramOf(Plan plan) {
    return plan.memory().regions().stream()
        .filter(region -> region.type().equals(MemoryType.RAM))
        .mapToLong(region -> region.range().size())
        .sum();
  }

  private static void checkPlace(Plan plan, Segment segment) {
    long at = segment.memory().start().value();
    long end = segment.memory().end().value();
    List<MemoryRegion> regions = new ArrayList<>(plan.memory().regions());
    regions.sort(Comparator.comparing(MemoryRegion::range));
    for (MemoryRegion region : regions) {
      if (region.type().equals(MemoryType.RAM)
          && region.range().start().value() <= at
          && at < region.range().end().value()) {
        at = Math.min(end, region.range().end().value());
      }
    }
    require(at == end, segment + " is not in RAM at " + Long.toHexString(at));
    Range<MachineAddress> crash = plan.memory().crashRegion().orElse(Range.machine(0, 0));
    boolean within =
        crash.start().value() <= segment.memory().start().value() && end <= crash.end().value();
    boolean beside =
        end <= crash.start().value()
            || crash.end().value() <= segment.memory().start().value()
            || crash.isEmpty();
    require(plan.slot() == Slot.CRASH ? within : beside, segment + " and the crash region");
  }

  private static void checkContent(Segment segment) throws Exception {
    long size = 0;
    for (DataPart part : segment.data().parts()) {
      size += part.size();
      if (part instanceof DataPart.FilePart file) {
        long length = Files.size(file.file().path());
        require(
            file.offset() >= 0 && file.size() >= 0 && file.offset() + file.size() <= length, file);
      }
    }
    require(size == segment.data().size(), segment);
    if (size <= DIGESTED) {
      try {
        segment.requireDigest(segment.data().digest(), "checking");
      } catch (KexecException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static void checkEntry(Plan plan) {
    long entry = plan.entry().orElseThrow().entry().value();
    long kernelEntry = plan.entry().orElseThrow().kernelEntry().value();
    require(plan.segments().stream().anyMatch(segment -> holds(segment, entry)), plan);
    require(
        plan.segments().stream()
            .filter(segment -> segment.role() == SegmentRole.KERNEL)
            .anyMatch(segment -> holds(segment, kernelEntry)),
        plan);
  }

  private static boolean holds(Segment segment, long address) {
    return segment.memory().start().value() <= address && address < segment.memory().end().value();
  }
}
