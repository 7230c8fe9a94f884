package kexec.shell.internal.reserve;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.text.Size;
import kexec.shell.internal.reserve.CrashReservation.Alternative;

/** Decides how much to reserve. */
public final class ReservationAdvice {

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  /** Sizes are multiples of it: the alignment of a crash region on x86, and more than ARM's. */
  private static final long STEP = 16 * MIB;

  /** What the drivers of real devices and the dump tool use at least, beyond what was measured. */
  private static final long LEAST_MARGIN = 64 * MIB;

  /** The part of what was measured that is added, for kernels and initrds of the next updates. */
  private static final int MARGIN_ONE_IN = 4;

  /** From here on a contiguous part of the memory below 4 GiB is hard to get. */
  private static final long LARGE = GIB;

  /** What Linux itself reserves below 4 GiB with {@code ,high} on x86, for 32-bit devices. */
  private static final long LOW = 256 * MIB;

  /** An initial RAM disk is compressed, and its content is in memory beside it while it unpacks. */
  private static final int UNPACKED = 4;

  /** A kernel, its data and what it allocates before the first program runs. */
  private static final long RUNNING = 96 * MIB;

  private final ReservationFacts facts;
  private final Optional<MeasuredPeak> measured;
  private final List<Finding> findings = new ArrayList<>();

  private ReservationAdvice(ReservationFacts facts, Optional<MeasuredPeak> measured) {
    this.facts = facts;
    this.measured = measured;
  }

  /**
   * {@return the advice}
   *
   * @param facts what is known of the system
   * @param measured what a rehearsal measured, if there was one
   */
  public static CrashReservation of(ReservationFacts facts, Optional<MeasuredPeak> measured) {
    return new ReservationAdvice(facts, measured).decide();
  }

  private CrashReservation decide() {
    List<ReservationTable> tables = ReservationTables.of(facts);
    ReservationTable table = tables.get(0);
    Optional<MeasuredPeak> usable = measured.filter(MeasuredPeak::reached);
    if (measured.isPresent() && usable.isEmpty()) {
      findings.add(
          Finding.warning(
              "crashkernel-not-measured",
              "the rehearsal did not come to its goal, so that what it measured is no size that does",
              "Rehearse an image that comes to " + measured.get().goal() + "."));
    }
    // In the first domain Linux sees that domain's memory only; the hypervisor chooses by all of
    // it.
    if (facts.xen() && usable.isEmpty()) {
      warn(false, 0);
      return new CrashReservation(
          "crashkernel=" + table.ranges(),
          0,
          "a guess: what "
              + table.name()
              + " reserves; the hypervisor chooses by the machine's RAM",
          List.of(),
          tables,
          measured,
          facts,
          findings);
    }
    usable
        .filter(peak -> peak.goal().equals(RehearsalGoal.KERNEL.label()))
        .ifPresent(this::warnOfGoal);
    long bytes =
        usable.map(ReservationAdvice::withMargin).orElse(table.ranges().sizeFor(facts.ramBytes()));
    warn(usable.isPresent(), bytes);
    String value = ReservationRanges.text(bytes);
    return new CrashReservation(
        bytes == 0 ? "" : "crashkernel=" + (isHigh(bytes) ? value + ",high" : value),
        bytes,
        usable.isPresent() ? basis(usable.get(), bytes) : basis(table, bytes),
        bytes == 0 ? List.of() : alternatives(table, usable.isPresent(), bytes),
        tables,
        measured,
        facts,
        findings);
  }

  private static long withMargin(MeasuredPeak peak) {
    long used = peak.usedBytes();
    long size = used + Math.max(used / MARGIN_ONE_IN, LEAST_MARGIN);
    return (size + STEP - 1) / STEP * STEP;
  }

  private static String basis(MeasuredPeak peak, long bytes) {
    return "measured: %s until %s in the rehearsal, and %s more for real devices, the dump tool and updates"
        .formatted(Size.human(peak.usedBytes()), peak.goal(), Size.human(bytes - peak.usedBytes()));
  }

  private String basis(ReservationTable table, long bytes) {
    String ram = Size.human(facts.ramBytes()) + (facts.exact() ? "" : " or a little more");
    if (bytes == 0) {
      return "%s reserves nothing of %s".formatted(table.name(), ram);
    }
    return "a guess: what %s reserves of %s%s"
        .formatted(
            table.name(),
            ram,
            table.own()
                ? ", which is this system's own default"
                : "; this distribution has no table");
  }

  private boolean isHigh(long bytes) {
    return !facts.xen() && canBeHigh() && bytes >= LARGE;
  }

  private boolean canBeHigh() {
    return facts.ramBytes() >= 4 * GIB
        && (facts.architecture().equals("x86_64") || facts.architecture().equals("arm64"));
  }

  private List<Alternative> alternatives(ReservationTable table, boolean isMeasured, long bytes) {
    List<Alternative> others = new ArrayList<>();
    if (facts.xen()) {
      return others;
    }
    if (!isMeasured) {
      others.add(
          new Alternative(
              "crashkernel=" + table.ranges(), "for an image that runs on machines of any size"));
    }
    if (canBeHigh() && !isHigh(bytes) && bytes > LOW) {
      others.add(
          new Alternative(
              "crashkernel=%s,high crashkernel=%s,low"
                  .formatted(ReservationRanges.text(bytes), ReservationRanges.text(LOW)),
              "if the memory below 4 GiB is scarce: there only what 32-bit devices need"));
    }
    if (facts.lendable().orElse(false) && isAtLeast(6, 17)) {
      others.add(
          new Alternative(
              "crashkernel=%s crashkernel=%s,cma"
                  .formatted(
                      ReservationRanges.text(Math.max(STEP, bytes / 2 / STEP * STEP)),
                      ReservationRanges.text(bytes)),
              "if memory is scarce: programs use the second part until a crash. It is lost to the dump,"
                  + " and a device that still writes to it damages the crash kernel; only images that"
                  + " are loaded as files (-s) use it"));
    }
    return others;
  }

  private boolean isAtLeast(int major, int minor) {
    String[] parts = facts.release().split("[^0-9]+", -1);
    if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      return false;
    }
    int first = Integer.parseInt(parts[0]);
    return first > major || (first == major && Integer.parseInt(parts[1]) >= minor);
  }

  private void warnOfGoal(MeasuredPeak peak) {
    findings.add(
        Finding.warning(
            "crashkernel-goal",
            "it was measured only until " + peak.goal() + ": the initrd is unpacked after that",
            "Rehearse until init, or until a marker that the dump tool writes."));
  }

  private void warn(boolean isMeasured, long bytes) {
    if (!isMeasured) {
      findings.add(
          Finding.info(
              "crashkernel-table",
              "a table knows neither this system's drivers nor its crash kernel and initrd; measure them"
                  + " with jkexec crashkernel --rehearse KERNEL --initrd=FILE"));
      facts.initrd().ifPresent(initrd -> compare(initrd, bytes));
    }
    if (bytes > 0 && facts.ramBytes() < 2 * bytes) {
      findings.add(
          Finding.warning(
              "crashkernel-large",
              "%s is more than half of this machine's %s of RAM"
                  .formatted(Size.human(bytes), Size.human(facts.ramBytes())),
              "Use a smaller crash kernel and initrd."));
    }
    if (facts.reservedBytes() > 0 && facts.reservedBytes() < bytes) {
      findings.add(
          Finding.warning(
              "crashkernel-smaller",
              "only %s are reserved now".formatted(Size.human(facts.reservedBytes())),
              "Add the line in place of the present one, and boot again."));
    }
    if (facts.xen()) {
      findings.add(
          Finding.info(
              "crashkernel-xen",
              "under Xen the hypervisor reserves, so that the line is one of Xen's own; the memory that"
                  + " Linux sees here is this domain's and not the machine's"));
    }
  }

  private void compare(ReservationFacts.SizedFile initrd, long bytes) {
    long estimate = initrd.bytes() * UNPACKED + RUNNING;
    if (bytes > 0 && estimate > bytes) {
      findings.add(
          Finding.warning(
              "crashkernel-initrd",
              "%s of %s needs about %s with a kernel, which is more than the table's size"
                  .formatted(initrd.file(), Size.human(initrd.bytes()), Size.human(estimate)),
              "Make a smaller initrd for the crash kernel (MODULES=dep, or --hostonly), or measure what"
                  + " it needs."));
    }
  }
}
