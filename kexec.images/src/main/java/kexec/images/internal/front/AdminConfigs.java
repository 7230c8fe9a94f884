package kexec.images.internal.front;

import java.io.IOException;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import kexec.api.fault.Fault;
import kexec.images.internal.config.ConfigReader;
import kexec.images.internal.source.ConfigSource;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The factory configurations of Configuration Admin. They are asked for as a whole: only then can
 * it be told that one was deleted, and not that a bundle has stopped.
 */
final class AdminConfigs implements ConfigSource {

  private final Supplier<Optional<ConfigurationAdmin>> admins;

  AdminConfigs(Supplier<Optional<ConfigurationAdmin>> admins) {
    this.admins = admins;
  }

  @Override
  public Found read() {
    Optional<ConfigurationAdmin> admin = admins.get();
    if (admin.isEmpty()) {
      return failed("no Configuration Admin is there");
    }
    try {
      Configuration @Nullable [] all =
          admin
              .get()
              .listConfigurations(
                  "(" + ConfigurationAdmin.SERVICE_FACTORYPID + "=" + ImageForm.PID + ")");
      return new Found(
          all == null ? List.of() : Arrays.stream(all).map(AdminConfigs::parsed).toList(),
          Optional.empty(),
          List.of());
    } catch (IOException | InvalidSyntaxException | IllegalStateException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private static Found failed(String cause) {
    return new Found(
        List.of(),
        Optional.of(
            new Fault(
                "image-configuration-unreadable",
                "reading the image configurations " + ImageForm.PID,
                cause,
                "Start Configuration Admin; what is loaded stays loaded meanwhile.")),
        List.of());
  }

  private static kexec.images.internal.config.Configuration parsed(Configuration configuration) {
    String pid = configuration.getPid();
    Map<String, List<String>> values = new TreeMap<>();
    Dictionary<String, Object> properties = configuration.getProperties();
    if (properties != null) {
      for (String key : Collections.list(properties.keys())) {
        List<String> texts = texts(Objects.requireNonNull(properties.get(key)));
        // Keys with a dot are of Configuration Admin and of whoever fills it.
        if (key.indexOf('.') < 0 && !texts.isEmpty()) {
          values.put(key, texts);
        }
      }
    }
    return ConfigReader.read(name(pid), values, List.of(), pid);
  }

  /** {@code PID~NAME}, or {@code PID.} and a generated name. */
  private static String name(String pid) {
    return pid.length() > ImageForm.PID.length() ? pid.substring(ImageForm.PID.length() + 1) : pid;
  }

  /** What is left empty in a form is not given. */
  private static List<String> texts(Object value) {
    List<Object> all = new ArrayList<>();
    if (value.getClass().isArray()) {
      for (int i = 0; i < Array.getLength(value); i++) {
        all.add(Array.get(value, i));
      }
    } else if (value instanceof Collection<?> collection) {
      all.addAll(collection);
    } else {
      all.add(value);
    }
    return all.stream().map(String::valueOf).filter(text -> !text.isEmpty()).toList();
  }
}
