package kexec.api.rehearse;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far an image must come for its rehearsal to succeed. */
public enum RehearsalGoal {
  /** The kernel runs and has written its version to its log. */
  KERNEL(Rung.VERSION),
  /** The first program in user mode runs. */
  INIT(Rung.INIT),
  /** A text is written to the console, or the marker of the emulator's own init is seen. */
  MARKER(Rung.MARKER),
  /** The guest switches itself off. */
  POWEROFF(Rung.POWEROFF);

  private final Rung rung;

  RehearsalGoal(Rung rung) {
    this.rung = rung;
  }

  /** {@return the rung that has to be reached} */
  public Rung rung() {
    return rung;
  }

  /** {@return the name used in options and JSON documents: lower case} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * {@return the goal with a name, or empty if there is none}
   *
   * @param label the name used in options and JSON documents
   */
  public static Optional<RehearsalGoal> labelled(String label) {
    return Arrays.stream(values()).filter(goal -> goal.label().equals(label)).findFirst();
  }
}
