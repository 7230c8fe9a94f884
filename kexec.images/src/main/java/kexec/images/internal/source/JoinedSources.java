package kexec.images.internal.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import kexec.images.internal.config.Configuration;

/**
 * Several sources as one. Of two configurations of one name, that of the first source comes first.
 *
 * @param sources the sources, in their order
 */
public record JoinedSources(List<ConfigSource> sources) implements ConfigSource {

  /** Makes the list unmodifiable. */
  public JoinedSources {
    sources = List.copyOf(sources);
  }

  @Override
  public Found read() {
    List<Configuration> configurations = new ArrayList<>();
    List<Path> watched = new ArrayList<>();
    Optional<Fault> trouble = Optional.empty();
    for (ConfigSource source : sources) {
      Found found = source.read();
      configurations.addAll(found.configurations());
      watched.addAll(found.watched());
      trouble = trouble.or(found::trouble);
    }
    return new Found(configurations, trouble, watched);
  }
}
