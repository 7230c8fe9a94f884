package kexec.linux.sys;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The calls of a run that something outside may refuse, counted in their order, and those of them
 * that are refused. What makes the calls asks before each one. Thread-safe.
 */
public final class Steps {

  /**
   * A way in which a call fails.
   *
   * @param name its name, such as {@code ENOMEM}
   * @param number its number, if it has one
   * @param isLate whether it fails after it has begun to have an effect; before that otherwise
   */
  public record Failure(String name, int number, boolean isLate) {

    @Override
    public String toString() {
      return isLate ? "late " + name : name;
    }
  }

  private static final StackWalker WALKER = StackWalker.getInstance();

  private final Map<Integer, Failure> planned;
  private final List<String> passed = new ArrayList<>();
  private final List<String> ways = new ArrayList<>();
  private final Map<Integer, Failure> happened = new HashMap<>();
  private boolean isCounting;

  /**
   * Creates the steps of one run.
   *
   * @param planned how the steps fail, by their numbers from 0
   */
  public Steps(Map<Integer, Failure> planned) {
    this.planned = Map.copyOf(planned);
  }

  /** Begins to count, or goes on with it. Outside of that, no call fails. */
  public synchronized void start() {
    isCounting = true;
  }

  /** Stops counting. */
  public synchronized void stop() {
    isCounting = false;
  }

  /**
   * Passes the next step.
   *
   * @param call the name of the call
   * @return how it fails, or empty
   */
  public synchronized Optional<Failure> next(String call) {
    if (!isCounting) {
      return Optional.empty();
    }
    int number = passed.size();
    passed.add(call);
    ways.add(call + " by " + WALKER.walk(Steps::way));
    Optional<Failure> failure = Optional.ofNullable(planned.get(number));
    failure.ifPresent(how -> happened.put(number, how));
    return failure;
  }

  private static String way(Stream<StackFrame> frames) {
    return frames
        .filter(frame -> frame.getClassName().startsWith("kexec."))
        .map(frame -> frame.getClassName() + ":" + frame.getByteCodeIndex())
        .collect(Collectors.joining(" "));
  }

  /** {@return by which calls of the program each step was reached; steps may have the same} */
  public synchronized List<String> ways() {
    return List.copyOf(ways);
  }

  /** {@return the names of the steps that were passed, in their order} */
  public synchronized List<String> passed() {
    return List.copyOf(passed);
  }

  /** {@return the failures that happened, by the numbers of their steps} */
  public synchronized Map<Integer, Failure> happened() {
    return Map.copyOf(happened);
  }

  /**
   * {@return whether a call failed}
   *
   * @param call the name of the call
   */
  public synchronized boolean hasFailed(String call) {
    return happened.keySet().stream().anyMatch(number -> passed.get(number).equals(call));
  }

  /** {@return whether a call failed after it had begun to have an effect} */
  public synchronized boolean hasFailedLate() {
    return happened.values().stream().anyMatch(Failure::isLate);
  }
}
