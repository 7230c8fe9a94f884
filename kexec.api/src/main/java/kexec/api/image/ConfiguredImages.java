package kexec.api.image;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Fault;
import org.osgi.annotation.versioning.ProviderType;

/** Tells about the images that configurations describe. Thread-safe. */
@ProviderType
@FunctionalInterface
public interface ConfiguredImages {

  /** {@return the configured images, by name; may be empty} */
  List<ConfiguredImage> list();

  /**
   * {@return why configurations may be missing in the list, for example because another user could
   * change their directory; empty if all of them could be read. What is loaded stays loaded
   * meanwhile}
   */
  default Optional<Fault> trouble() {
    return Optional.empty();
  }
}
