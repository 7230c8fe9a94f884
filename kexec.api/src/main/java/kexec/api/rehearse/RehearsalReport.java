package kexec.api.rehearse;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.plan.Plan;

/**
 * What happened in a rehearsal.
 *
 * @param plan what was booted: the plan that was to be rehearsed, or the one made for the emulator
 * @param differences what distinguishes it from the plan that was to be rehearsed, for people;
 *     unmodifiable, empty if it was rehearsed as it is
 * @param goal how far the image had to come
 * @param rung how far it came
 * @param times when each rung was reached, counted from the jump, in the order of the rungs;
 *     unmodifiable
 * @param ending how it ended, for people
 * @param findings what went wrong and probably why, and what to expect on the real machine;
 *     unmodifiable, errors first. Without an error, the goal was reached
 * @param emulator the emulator
 * @param stuck where the processor was when the goal was missed; empty if it was reached
 * @param console the last lines of the guest's console; unmodifiable
 * @param log the last lines of the kernel's log as they stand in the guest's memory, which has them
 *     also without a console; unmodifiable, empty if they were not needed or not found
 * @param crash what a crash image's rehearsal found; empty for other images
 */
public record RehearsalReport(
    Plan plan,
    List<String> differences,
    RehearsalGoal goal,
    Rung rung,
    Map<Rung, Duration> times,
    String ending,
    List<Finding> findings,
    Emulator emulator,
    Optional<Stuck> stuck,
    List<String> console,
    List<String> log,
    Optional<CrashRehearsal> crash) {

  /** Makes the collections unmodifiable. */
  public RehearsalReport {
    differences = List.copyOf(differences);
    times = Collections.unmodifiableMap(new LinkedHashMap<>(times));
    findings = List.copyOf(findings);
    console = List.copyOf(console);
    log = List.copyOf(log);
  }

  /**
   * {@return this report with another judgement}
   *
   * @param others the findings instead of its own
   * @param other what a crash image's rehearsal found, instead of its own
   */
  public RehearsalReport judged(List<Finding> others, Optional<CrashRehearsal> other) {
    return new RehearsalReport(
        plan, differences, goal, rung, times, ending, others, emulator, stuck, console, log, other);
  }

  /** {@return whether the goal was reached and nothing was found to be wrong} */
  public boolean succeeded() {
    return rung.compareTo(goal.rung()) >= 0 && findings.stream().noneMatch(Finding::isError);
  }

  /**
   * {@return the result in brief}
   *
   * @param at when the rehearsal ended
   */
  public RehearsalVerdict verdict(Instant at) {
    return new RehearsalVerdict(at, goal, rung, succeeded(), emulator.version());
  }

  /**
   * The emulator and its machine.
   *
   * @param version its name and version, as it says them
   * @param machine the machine it emulated
   * @param cpu the processor it emulated
   * @param accelerator what ran the guest's instructions
   * @param memoryBytes the size of the guest's RAM
   * @param usedBytes how much of that was in use at the end
   * @param verbatim whether the guest's RAM lay where the plan's machine has it
   * @param command its command line
   */
  public record Emulator(
      String version,
      String machine,
      String cpu,
      String accelerator,
      long memoryBytes,
      long usedBytes,
      boolean verbatim,
      List<String> command) {

    /** Makes the list unmodifiable. */
    public Emulator {
      command = List.copyOf(command);
    }
  }

  /**
   * Where the processor was.
   *
   * @param registers the registers by their lower-case names; unsigned, unmodifiable
   * @param segment the segment of the plan with the next instruction, for people; empty if it is in
   *     none
   * @param symbol the function with the next instruction and the offset in it; empty if unknown
   */
  public record Stuck(
      Map<String, Long> registers, Optional<String> segment, Optional<String> symbol) {

    /** Makes the registers unmodifiable and keeps their order. */
    public Stuck {
      registers = Collections.unmodifiableMap(new LinkedHashMap<>(registers));
    }
  }

  /**
   * What a crash image's rehearsal found.
   *
   * @param vmcoreBytes the size of {@code /proc/vmcore}; 0 if it was not there
   * @param notesRead whether the planted notes were read back from it
   * @param patternRead whether the planted pattern was read back from it
   * @param regionBytes the size of the memory that the crash kernel may use
   * @param peakBytes how much of it was ever used
   * @param neededBytes the size of a crash region that would do; 0 if unknown
   */
  public record CrashRehearsal(
      long vmcoreBytes,
      boolean notesRead,
      boolean patternRead,
      long regionBytes,
      long peakBytes,
      long neededBytes) {

    /**
     * {@return the same with the size of a crash region that would do}
     *
     * @param bytes the size
     */
    public CrashRehearsal needing(long bytes) {
      return new CrashRehearsal(vmcoreBytes, notesRead, patternRead, regionBytes, peakBytes, bytes);
    }
  }
}
