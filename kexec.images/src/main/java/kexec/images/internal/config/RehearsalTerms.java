package kexec.images.internal.config;

import java.time.Duration;
import java.util.Optional;
import kexec.api.rehearse.RehearsalGoal;

/**
 * How an image is rehearsed before it is loaded.
 *
 * @param goal how far it must come
 * @param timeout how long that may take from the jump; positive
 * @param marker the text on the console that is waited for, if the goal is one
 */
public record RehearsalTerms(RehearsalGoal goal, Duration timeout, Optional<String> marker) {}
