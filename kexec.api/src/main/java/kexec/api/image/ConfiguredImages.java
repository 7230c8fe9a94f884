package kexec.api.image;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** Tells about the images that configurations describe. Thread-safe. */
@ProviderType
@FunctionalInterface
public interface ConfiguredImages {

  /** {@return the configured images, by name; may be empty} */
  List<ConfiguredImage> list();
}
