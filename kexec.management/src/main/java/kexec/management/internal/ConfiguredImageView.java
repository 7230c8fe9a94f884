package kexec.management.internal;

import java.util.Locale;
import kexec.api.image.ConfiguredImage;
import org.jspecify.annotations.Nullable;

/** A configured image as JMX shows it; what is unknown is null. */
public final class ConfiguredImageView {

  private final ConfiguredImage image;

  ConfiguredImageView(ConfiguredImage image) {
    this.image = image;
  }

  /** {@return the name of the configuration} */
  public String getName() {
    return image.name();
  }

  /** {@return {@code default} or {@code crash}} */
  public String getSlot() {
    return image.slot().label();
  }

  /** {@return the kernel file or the boot entry that is configured} */
  public String getWanted() {
    return image.wanted();
  }

  /** {@return whether the slot holds it: a state's name in lower case} */
  public String getState() {
    return image.state().name().toLowerCase(Locale.ROOT);
  }

  /** {@return why it is not loaded as configured} */
  public @Nullable String getTrouble() {
    return image.trouble().orElse(null);
  }
}
