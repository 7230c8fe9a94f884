package kexec.shell.internal.args;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kexec.api.Kexec;
import kexec.api.PlanRequest;
import kexec.api.plan.Plan;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.rehearse.RehearsalRequest;

/** How a plan is rehearsed. */
public final class RehearsalOptions {

  private static final int LONGEST_SECONDS = 86_400;

  private static final String GOALS =
      Arrays.stream(RehearsalGoal.values())
          .map(RehearsalGoal::label)
          .collect(Collectors.joining("|"));

  private static final Option UNTIL =
      Option.value(
              GOALS,
              "How far the image must come: its kernel runs, its first program runs, a marker is seen,"
                  + " or it switches the machine off; init by default, and marker with --marker.",
              "--until")
          .among(Arrays.stream(RehearsalGoal.values()).map(RehearsalGoal::label).toList());

  private static final Option TIMEOUT =
      Option.value(
          "SECONDS",
          "How long it may take from the jump; %s by default."
              .formatted(RehearsalRequest.TIMEOUT.toSeconds()),
          "--timeout");

  private static final Option MARKER =
      Option.value(
          "TEXT",
          "The text on the console that --until=marker waits for; by default the image gets an init"
              + " of the emulator's own, which writes one.",
          "--marker");

  private static final Option VERBATIM =
      Option.flag(
          "Rehearse the plan as it is, or not at all, where no emulator can be its machine.",
          "--verbatim");

  private static final Option CPU =
      Option.value(
          "MODEL",
          "The processor to emulate, as the emulator names it; by default one like this host's,"
              + " or the best for a plan for another machine.",
          "--cpu");

  private static final Option ACCELERATE =
      Option.flag("Let this host's processor run the guest, where it can.", "--accelerate");

  /** The options. */
  public static final List<Option> ALL = List.of(UNTIL, TIMEOUT, MARKER, VERBATIM, CPU, ACCELERATE);

  private final Arguments arguments;
  private final RehearsalGoal goal;
  private final Duration timeout;

  /**
   * Takes the options of a command.
   *
   * @param arguments the command's arguments
   * @throws UsageException if a value makes no sense, or options conflict
   */
  public RehearsalOptions(Arguments arguments) throws UsageException {
    this.arguments = arguments;
    goal = goal(arguments);
    timeout = timeout(arguments);
  }

  /**
   * {@return an option of a rehearsal that was given, or empty if none was}
   *
   * @param arguments a command's arguments
   */
  public static Optional<Option> given(Arguments arguments) {
    return ALL.stream().filter(arguments::has).findFirst();
  }

  private static RehearsalGoal goal(Arguments arguments) throws UsageException {
    RehearsalGoal standard = arguments.has(MARKER) ? RehearsalGoal.MARKER : RehearsalGoal.INIT;
    String label = arguments.value(UNTIL).orElse(standard.label());
    RehearsalGoal goal =
        RehearsalGoal.labelled(label)
            .orElseThrow(
                () ->
                    new UsageException(
                        "--until '"
                            + label
                            + "' is none of "
                            + GOALS
                            + Suggestion.after(label, UNTIL.values())));
    if (arguments.has(MARKER) && goal != RehearsalGoal.MARKER) {
      throw new UsageException("--marker is what --until=marker waits for, not --until=" + label);
    }
    return goal;
  }

  private static Duration timeout(Arguments arguments) throws UsageException {
    Optional<String> text = arguments.value(TIMEOUT);
    if (text.isEmpty()) {
      return RehearsalRequest.TIMEOUT;
    }
    try {
      int seconds = Integer.parseInt(text.get());
      if (seconds >= 1 && seconds <= LONGEST_SECONDS) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      // Refused like a number out of range.
    }
    throw new UsageException(
        "--timeout '%s' is no whole number of seconds from 1 to %s"
            .formatted(text.get(), LONGEST_SECONDS));
  }

  /**
   * {@return the request to rehearse a plan}
   *
   * @param plan the plan
   * @param request what it was made of
   * @param kexec plans the same image again
   */
  public RehearsalRequest request(Plan plan, PlanRequest request, Kexec kexec) {
    return RehearsalRequest.of(plan, changes -> kexec.plan(request.with(changes)))
        .goal(goal)
        .timeout(timeout)
        .verbatim(arguments.has(VERBATIM))
        .marker(arguments.value(MARKER).orElse(null))
        .cpu(arguments.value(CPU).orElse(null))
        .accelerated(arguments.has(ACCELERATE))
        .build();
  }
}
