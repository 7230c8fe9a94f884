package kexec.images.internal.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.images.internal.config.Configuration;

/** Where configurations come from. Thread-safe. */
@FunctionalInterface
public interface ConfigSource {

  /** {@return the configurations as they are now} */
  Found read();

  /**
   * The configurations of a source.
   *
   * @param configurations the configurations, in any order
   * @param trouble why some of them may be missing: none counts as deleted then
   * @param watched the directories whose changes may change them
   */
  record Found(List<Configuration> configurations, Optional<Fault> trouble, List<Path> watched) {

    /** Makes the lists unmodifiable. */
    public Found {
      configurations = List.copyOf(configurations);
      watched = List.copyOf(watched);
    }
  }
}
