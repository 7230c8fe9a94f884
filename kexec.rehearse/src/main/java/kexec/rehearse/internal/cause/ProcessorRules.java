package kexec.rehearse.internal.cause;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.Architecture;
import kexec.api.plan.Plan;
import kexec.api.rehearse.Rung;

/** What a processor's state means when the kernel has said nothing. */
final class ProcessorRules {

  /** RFLAGS.IF (Intel SDM, volume 1, section 3.4.3). */
  private static final long INTERRUPTS = 1L << 9;

  /**
   * The prefixes VEX and EVEX behind some of the old ones, which in 64-bit mode begin nothing else
   * (Intel SDM, volume 2, sections 2.3 and 2.7).
   */
  private static final Pattern VECTOR = Pattern.compile("^(?:66|f2|f3)*(?:c4|c5|62)");

  private static final long UPPER_HALF_OF_32_BITS = 1L << 31;

  private ProcessorRules() {}

  /** {@return what can be said, the most certain first} */
  static List<Finding> of(Observed observed) {
    return List.of(
            narrow(observed),
            vector(observed),
            wildJump(observed),
            halted(observed),
            reset(observed))
        .stream()
        .flatMap(Optional::stream)
        .limit(1)
        .toList();
  }

  /** Before the jump there is only code that leads a processor into its mode of 64 bits. */
  private static Optional<Finding> narrow(Observed observed) {
    boolean before = observed.ending() == GuestEnding.RESET && observed.rung() == Rung.NONE;
    return before && is64BitX86(observed.plan())
        ? Optional.of(
            Finding.error(
                "rehearsal-processor-lacks",
                "The machine was reset before the jump: this processor has no mode of 64 bits.",
                "Name a processor like that of the real machine."))
        : Optional.empty();
  }

  private static Optional<Finding> vector(Observed observed) {
    boolean undefined =
        observed.ending() == GuestEnding.RESET
            && is64BitX86(observed.plan())
            && VECTOR.matcher(observed.processor().code()).find();
    return undefined
        ? Optional.of(
            Finding.error(
                "rehearsal-processor-lacks",
                "The machine was reset at an AVX instruction (%s…), which this processor may not have."
                    .formatted(observed.processor().code()),
                "Name a processor like that of the real machine; if that is the one, take a kernel"
                    + " that is built for it."))
        : Optional.empty();
  }

  /** Addresses of the kernel's own are no machine addresses; before it runs there, all are. */
  private static Optional<Finding> wildJump(Observed observed) {
    Optional<Long> at = instruction(observed);
    boolean early = observed.rung().compareTo(Rung.RUNNING) < 0;
    return at.filter(address -> early && isOutside(observed.plan(), address))
        .map(
            address ->
                Finding.error(
                    "rehearsal-wild-jump",
                    ("The processor is at 0x%x, in no segment of the plan, before the kernel runs at"
                            + " its own addresses.")
                        .formatted(address),
                    "Check that the kernel is one for this entry; if it chooses its own place,"
                        + " try nokaslr."));
  }

  private static boolean isOutside(Plan plan, long address) {
    boolean own =
        plan.kernel().architecture().is64Bit() ? address < 0 : address >= UPPER_HALF_OF_32_BITS;
    return !own && plan.segmentAt(new MachineAddress(address)).isEmpty();
  }

  private static Optional<Finding> halted(Observed observed) {
    long flags = observed.processor().registers().getOrDefault("rflags", INTERRUPTS);
    boolean stuck =
        observed.processor().halted()
            && (flags & INTERRUPTS) == 0
            && observed.ending() != GuestEnding.RESET;
    boolean early = observed.rung().compareTo(Rung.VERSION) < 0;
    return stuck
        ? Optional.of(
            Finding.error(
                "rehearsal-processor-halted",
                "The processor waits with interrupts off, and nothing will wake it%s."
                    .formatted(
                        early
                            ? ": so a kernel stops that finds a processor too old for it, or cannot"
                                + " unpack itself"
                            : ""),
                early
                    ? "Name a better processor; if that does not help, add earlyprintk=ttyS0 or"
                        + " earlycon to see why."
                    : "Look at the last lines of the log."))
        : Optional.empty();
  }

  private static Optional<Finding> reset(Observed observed) {
    boolean silent =
        observed.ending() == GuestEnding.RESET
            && isX86(observed.plan())
            && !observed.processor().halted()
            && observed.rung().compareTo(Rung.INIT) < 0;
    return silent
        ? Optional.of(
            Finding.error(
                "rehearsal-triple-fault",
                "The machine was reset without a word from the kernel%s: an exception met no handler."
                    .formatted(
                        instruction(observed)
                            .map(" with the processor at 0x%x"::formatted)
                            .orElse("")),
                "Check that the kernel is intact and built for this processor; add"
                    + " earlyprintk=ttyS0 to see more."))
        : Optional.empty();
  }

  private static Optional<Long> instruction(Observed observed) {
    Long rip = observed.processor().registers().get("rip");
    return Optional.ofNullable(rip != null ? rip : observed.processor().registers().get("pc"));
  }

  private static boolean is64BitX86(Plan plan) {
    return plan.kernel().architecture().equals(Architecture.X86_64);
  }

  private static boolean isX86(Plan plan) {
    return is64BitX86(plan) || plan.kernel().architecture().equals(Architecture.I386);
  }
}
