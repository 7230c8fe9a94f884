package kexec.images.internal.keep;

import java.time.Duration;
import java.util.Optional;
import kexec.api.image.ConfiguredImage;

/**
 * What is to be done for a configuration, and what is told of it.
 *
 * @param state how far it is loaded
 * @param trouble why it is not
 * @param pause when it is looked at again without a change; empty if only a change can help
 * @param load whether it is to be loaded now
 */
record Verdict(
    ConfiguredImage.State state, Optional<String> trouble, Optional<Duration> pause, boolean load) {

  static Verdict load(ConfiguredImage.State state) {
    return new Verdict(state, Optional.empty(), Optional.empty(), true);
  }

  static Verdict stays(ConfiguredImage.State state, Optional<String> trouble) {
    return new Verdict(state, trouble, Optional.empty(), false);
  }

  static Verdict waits(ConfiguredImage.State state, Optional<String> trouble, Duration pause) {
    return new Verdict(state, trouble, Optional.of(pause), false);
  }
}
