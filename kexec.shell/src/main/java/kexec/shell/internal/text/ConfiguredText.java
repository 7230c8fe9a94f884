package kexec.shell.internal.text;

import java.util.Locale;
import kexec.api.image.ConfiguredImage;

/** Formats configured images. */
public final class ConfiguredText {

  private ConfiguredText() {}

  /**
   * {@return what is to be told of a configured image, on one line}
   *
   * @param image the image
   */
  public static String line(ConfiguredImage image) {
    StringBuilder line = new StringBuilder("configured ");
    line.append(image.slot().label()).append(" image ").append(image.name());
    line.append(" (").append(image.wanted()).append("): ");
    line.append(image.state().name().toLowerCase(Locale.ROOT));
    image.loadedAt().ifPresent(at -> line.append(", loaded since ").append(at));
    image.trouble().ifPresent(trouble -> line.append("; trouble: ").append(trouble));
    image.nextTry().ifPresent(next -> line.append("; next at ").append(next));
    return line.toString();
  }
}
