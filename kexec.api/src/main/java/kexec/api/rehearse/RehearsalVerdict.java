package kexec.api.rehearse;

import java.time.Instant;

/**
 * The result of a rehearsal in brief, as it is kept with the record of a loaded image.
 *
 * @param at when it ended
 * @param goal how far the image had to come
 * @param rung how far it came
 * @param succeeded whether the goal was reached and nothing was found to be wrong
 * @param emulator the name and version of the emulator
 */
public record RehearsalVerdict(
    Instant at, RehearsalGoal goal, Rung rung, boolean succeeded, String emulator) {}
