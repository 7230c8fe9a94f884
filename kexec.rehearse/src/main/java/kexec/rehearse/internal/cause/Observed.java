package kexec.rehearse.internal.cause;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.rehearse.Rung;

/**
 * What was seen of a guest.
 *
 * @param plan what it was to boot
 * @param rung how far it came
 * @param ending how it ended
 * @param processor where its processor was at the end
 * @param damaged the segments whose content was not the planned one when the kernel was entered;
 *     unmodifiable, empty if all were intact or it is not known
 * @param console the lines of its console; unmodifiable
 * @param log the lines of its kernel's log in its memory; unmodifiable, empty if not known
 */
public record Observed(
    Plan plan,
    Rung rung,
    GuestEnding ending,
    Processor processor,
    List<Segment> damaged,
    List<String> console,
    List<String> log) {

  /** Makes the lists unmodifiable. */
  public Observed {
    damaged = List.copyOf(damaged);
    console = List.copyOf(console);
    log = List.copyOf(log);
  }

  /** {@return all lines, those of the console first; most stand in the log, too} */
  Stream<String> lines() {
    return Stream.concat(console.stream(), log.stream());
  }

  /**
   * A processor's state.
   *
   * @param registers its registers by their lower-case names: {@code rip} and {@code rflags} on
   *     x86, {@code pc} on ARM; unsigned, unmodifiable, empty if it is not known
   * @param halted whether it waits for an interrupt
   * @param code the bytes from the next instruction on, in hexadecimal without blanks; empty if
   *     they are not known
   */
  public record Processor(Map<String, Long> registers, boolean halted, String code) {

    /** Nothing is known. */
    public static final Processor UNKNOWN = new Processor(Map.of(), false, "");

    /** Makes the registers unmodifiable and keeps their order. */
    public Processor {
      registers = Collections.unmodifiableMap(new LinkedHashMap<>(registers));
    }
  }
}
