package kexec.rehearse.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Plan;
import kexec.api.rehearse.RehearsalReport.CrashRehearsal;
import kexec.api.text.Size;
import kexec.rehearse.internal.init.InitCheck;
import kexec.rehearse.internal.init.InitReport;

/** Judges the dump that a crash kernel shows, and the memory that it used. */
final class CrashVerdict {

  private static final long MIB = 1L << 20;

  /** What a kernel reserves in steps of, and the least that should be left. */
  private static final long STEP = 16 * MIB;

  private CrashVerdict() {}

  /**
   * {@return what was found}
   *
   * @param plan the plan that was booted
   * @param used the memory that the guest has used
   * @param own the rehearsal's own init
   * @param report what it reported
   */
  static CrashRehearsal of(
      Plan plan, RangeSet<MachineAddress> used, OwnInit own, InitReport report) {
    RangeSet<MachineAddress> region = plan.memory().crashReserve().union(plan.memory().crashCma());
    long peak = used.union(plan.footprint()).intersect(region).size();
    return new CrashRehearsal(
        report.coreBytes().orElse(0),
        own.options().filter(told -> report.holds(told, InitCheck.Note.class)).isPresent(),
        own.options().filter(told -> report.holds(told, InitCheck.Memory.class)).isPresent(),
        region.size(),
        peak,
        0);
  }

  /** {@return whether a kernel has used nearly all of its memory: nine tenths} */
  static boolean isNearlyFull(CrashRehearsal crash) {
    return crash.peakBytes() >= crash.regionBytes() / 10 * 9;
  }

  /** {@return the size of a region in which a kernel with a peak runs, with something to spare} */
  static long needed(long peak) {
    return (peak + STEP + STEP - 1) / STEP * STEP;
  }

  /** {@return what is wrong with a dump} */
  static List<Finding> findings(CrashRehearsal crash) {
    List<Finding> all = new ArrayList<>();
    if (crash.vmcoreBytes() == 0) {
      all.add(
          Finding.error(
              "rehearsal-vmcore-missing",
              "The crash kernel has no /proc/vmcore: it could not save anything.",
              "Check that the kernel has CONFIG_PROC_VMCORE and CONFIG_CRASH_DUMP, and look at its"
                  + " log for why it refused the header."));
      return all;
    }
    missing(crash.notesRead(), "the notes of the crashed kernel").ifPresent(all::add);
    missing(crash.patternRead(), "a pattern in the crashed kernel's memory").ifPresent(all::add);
    return all;
  }

  private static Optional<Finding> missing(boolean read, String what) {
    return read
        ? Optional.empty()
        : Optional.of(
            Finding.error(
                "rehearsal-vmcore-differs",
                "The crash kernel's /proc/vmcore does not show %s as planted.".formatted(what),
                "Report this: a dump would be damaged."));
  }

  /**
   * {@return that a region is too small}
   *
   * @param region its size
   * @param tried the size of a region in which the kernel reached the goal
   * @param peak how much of that it used
   * @param needed the size that follows from this
   */
  static Finding tooSmall(long region, long tried, long peak, long needed) {
    return Finding.error(
        "crash-region-too-small",
        "The crash kernel ran out of memory in %s; of %s it used %s at the peak."
            .formatted(Size.human(region), Size.human(tried), Size.human(peak)),
        "Reserve more: crashkernel=%sM on the command line of the running kernel."
            .formatted(needed / MIB));
  }
}
