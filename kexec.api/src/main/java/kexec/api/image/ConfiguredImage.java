package kexec.api.image;

import java.time.Instant;
import java.util.Optional;
import kexec.api.plan.Slot;

/**
 * The state of an image that a configuration describes.
 *
 * @param name the name of the configuration: NAME of {@code kexec.image~NAME} or of {@code
 *     NAME.conf}
 * @param slot the slot that it is for
 * @param wanted the kernel file or the boot entry that it names, for people
 * @param state whether the slot holds it
 * @param trouble why the configuration as it is now, or the files as they are now, are not loaded;
 *     empty if they are. An older image of this configuration may be loaded all the same
 * @param nextTry when it is tried again without another change; empty if nothing is to be tried, or
 *     only a change can help
 * @param loadedAt when the configuration was loaded last; empty if it never was in this boot
 */
public record ConfiguredImage(
    String name,
    Slot slot,
    String wanted,
    State state,
    Optional<String> trouble,
    Optional<Instant> nextTry,
    Optional<Instant> loadedAt) {

  /** How far a configured image is loaded. */
  public enum State {
    /** It is about to be loaded: its files have just changed, or no machine is there yet. */
    WAITING,
    /** It is being planned, rehearsed or loaded. */
    LOADING,
    /** It is loaded, as configured and from the files as they are. */
    CURRENT,
    /** An older image is loaded still: the new configuration or the new files were refused. */
    OUTDATED,
    /** It is not loaded. */
    REFUSED
  }
}
