package kexec.api.rehearse;

import java.time.Duration;
import java.util.Optional;
import kexec.api.plan.Plan;
import org.jspecify.annotations.Nullable;

/**
 * What to rehearse, and how.
 *
 * @param plan what would be loaded
 * @param replanner plans the same image again where the emulator cannot be the plan's machine
 * @param goal how far the image must come
 * @param timeout the time after which it has failed, counted from the jump
 * @param verbatim whether the plan must be rehearsed as it is, on a machine with exactly its memory
 * @param marker the text on the console that {@link RehearsalGoal#MARKER} waits for; if empty, the
 *     image gets an init of the emulator's own
 * @param cpu the processor to emulate, as the emulator names it; if empty, one like this host's for
 *     a plan for this host, otherwise the best
 * @param accelerated whether the host's processor runs the guest, where it can; otherwise it is
 *     emulated
 */
public record RehearsalRequest(
    Plan plan,
    Replanner replanner,
    RehearsalGoal goal,
    Duration timeout,
    boolean verbatim,
    Optional<String> marker,
    Optional<String> cpu,
    boolean accelerated) {

  /** The default timeout: an emulated processor takes long. */
  public static final Duration TIMEOUT = Duration.ofMinutes(3);

  /**
   * Checks the timeout.
   *
   * @throws IllegalArgumentException if the timeout is not positive
   */
  public RehearsalRequest {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a timeout of " + timeout);
    }
  }

  /** {@return the same request for an emulated processor} */
  public RehearsalRequest emulated() {
    return new RehearsalRequest(plan, replanner, goal, timeout, verbatim, marker, cpu, false);
  }

  /**
   * {@return a builder with everything at its default}
   *
   * @param plan what would be loaded
   * @param replanner plans the same image again
   */
  public static Builder of(Plan plan, Replanner replanner) {
    return new Builder(plan, replanner);
  }

  /** Builds a request. Not thread-safe. */
  public static final class Builder {

    private final Plan plan;
    private final Replanner replanner;
    private RehearsalGoal goal = RehearsalGoal.INIT;
    private Duration timeout = TIMEOUT;
    private boolean verbatim;
    private @Nullable String marker;
    private @Nullable String cpu;
    private boolean accelerated;

    private Builder(Plan plan, Replanner replanner) {
      this.plan = plan;
      this.replanner = replanner;
    }

    /** Sets the goal. Default: {@link RehearsalGoal#INIT}. */
    public Builder goal(RehearsalGoal value) {
      goal = value;
      return this;
    }

    /** Sets the timeout. Default: {@link #TIMEOUT}. */
    public Builder timeout(Duration value) {
      timeout = value;
      return this;
    }

    /** Sets whether the plan must be rehearsed as it is. Default: false. */
    public Builder verbatim(boolean value) {
      verbatim = value;
      return this;
    }

    /** Sets the marker. Null for the marker of the emulator's own init. */
    public Builder marker(@Nullable String value) {
      marker = value;
      return this;
    }

    /** Sets the processor to emulate. Null for the default. */
    public Builder cpu(@Nullable String value) {
      cpu = value;
      return this;
    }

    /** Sets whether the host's processor runs the guest. Default: false. */
    public Builder accelerated(boolean value) {
      accelerated = value;
      return this;
    }

    /**
     * {@return a new request}
     *
     * @throws IllegalArgumentException if the timeout is not positive
     */
    public RehearsalRequest build() {
      return new RehearsalRequest(
          plan,
          replanner,
          goal,
          timeout,
          verbatim,
          Optional.ofNullable(marker),
          Optional.ofNullable(cpu),
          accelerated);
    }
  }
}
