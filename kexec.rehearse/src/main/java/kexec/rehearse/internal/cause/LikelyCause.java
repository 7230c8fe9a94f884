package kexec.rehearse.internal.cause;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kexec.api.fault.Finding;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentRole;

/**
 * Tells why a guest did not come as far as it was to. What is certain comes first: content that is
 * not the planned one, then what the kernel says, then what its processor's state means, and only
 * without any of these how the guest ended.
 */
public final class LikelyCause {

  private static final String INIT_DIED = "rehearsal-init-died";
  private static final String OOPS = "rehearsal-kernel-oops";
  private static final String DAMAGED = "rehearsal-initrd-damaged";

  private LikelyCause() {}

  /**
   * {@return the likely causes, the first cause first, and then warnings about the real machine; at
   * least one error}
   *
   * @param observed what was seen of a guest that missed its goal
   */
  public static List<Finding> of(Observed observed) {
    List<Finding> findings = new ArrayList<>();
    observed.damaged().stream().map(LikelyCause::overwritten).forEach(findings::add);
    InitrdWithoutInit.find(observed).ifPresent(findings::add);
    findings.addAll(all(TextRules.CAUSES, observed));
    if (isFirstProcessTheKernel(observed)) {
      findings.removeIf(finding -> finding.code().equals(INIT_DIED));
    }
    if (findings.isEmpty()) {
      findings.addAll(all(TextRules.GENERAL, observed));
    }
    if (findings.isEmpty()) {
      findings.addAll(ProcessorRules.of(observed));
    }
    if (findings.isEmpty()) {
      findings.add(ending(observed));
    }
    warning(observed).ifPresent(findings::add);
    return List.copyOf(findings);
  }

  /**
   * {@return what is wrong all the same with a guest that reached its goal: an initrd that was
   * unpacked in part is an error, a fault from which the kernel went on a warning, because an
   * emulator may have caused it; then warnings about the real machine}
   *
   * @param observed what was seen of it
   */
  public static List<Finding> inSpiteOfSuccess(Observed observed) {
    List<Finding> findings = new ArrayList<>();
    all(TextRules.CAUSES, observed).stream()
        .filter(finding -> finding.code().equals(DAMAGED))
        .forEach(findings::add);
    all(TextRules.GENERAL, observed).stream()
        .filter(finding -> finding.code().equals(OOPS))
        .map(oops -> Finding.warning(oops.code(), oops.message(), oops.cure()))
        .forEach(findings::add);
    warning(observed).ifPresent(findings::add);
    return List.copyOf(findings);
  }

  /**
   * Until it starts a program, process 1 is the kernel's own; its fault is told as init's death.
   */
  private static boolean isFirstProcessTheKernel(Observed observed) {
    return observed.lines().noneMatch(line -> line.contains(" as init process"))
        && all(TextRules.GENERAL, observed).stream().anyMatch(found -> found.code().equals(OOPS));
  }

  private static List<Finding> all(List<TextRule> rules, Observed observed) {
    return rules.stream().map(rule -> rule.find(observed)).flatMap(Optional::stream).toList();
  }

  private static Finding overwritten(Segment segment) {
    boolean initrd = segment.role() == SegmentRole.INITRD;
    return Finding.error(
        initrd ? "rehearsal-initrd-overwritten" : "rehearsal-segment-overwritten",
        "The %s did not have its planned content when the kernel was entered.".formatted(segment),
        "Something else wrote there before: move it with --mem-min and --mem-max.");
  }

  private static Finding ending(Observed observed) {
    String reached = "after it had reached \"%s\"".formatted(observed.rung().label());
    return switch (observed.ending()) {
      case TIMEOUT ->
          Finding.error(
              "rehearsal-timeout",
              "The time was over, %s.".formatted(reached),
              "Allow more time, or look at the last lines of the log for what it waits for.");
      case RESET ->
          Finding.error(
              "rehearsal-reset",
              "The guest restarted the machine, %s.".formatted(reached),
              "Look at the last lines of the log for why.");
      case POWER_OFF ->
          Finding.error(
              "rehearsal-powered-off",
              "The guest switched the machine off, %s.".formatted(reached),
              "Look at the last lines of the log for why.");
      case PANIC ->
          Finding.error(
              "rehearsal-kernel-panic",
              "The kernel told the machine that it has stopped, %s.".formatted(reached),
              "Look at the last lines of the log for why.");
      case EMULATOR_DIED ->
          Finding.error(
              "rehearsal-emulator-died",
              "The emulator ended, %s.".formatted(reached),
              "Look at what the emulator wrote, and whether the host has enough memory.");
    };
  }

  private static Optional<Finding> warning(Observed observed) {
    return Stream.of(observed.plan().commandLine())
        .filter(line -> !ConsoleWords.areIn(line))
        .map(
            line ->
                Finding.warning(
                    "rehearsal-console-missing",
                    "The command line names no serial console: what the kernel says is only in its"
                        + " log, also on the real machine.",
                    "Add console=ttyS0, or the machine's own port."))
        .findFirst();
  }
}
