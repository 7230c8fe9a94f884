package kexec.health.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import kexec.api.image.ConfiguredImage;
import kexec.api.image.ConfiguredImages;
import org.apache.felix.hc.api.Result.Status;
import org.apache.felix.hc.api.ResultLog;

/** Whether every configured image is loaded. */
final class ConfiguredImagesCheck implements Check {

  private final Supplier<Optional<ConfiguredImages>> images;

  ConfiguredImagesCheck(Supplier<Optional<ConfiguredImages>> images) {
    this.images = images;
  }

  @Override
  public List<ResultLog.Entry> examine() {
    List<ResultLog.Entry> entries = new ArrayList<>();
    Optional<ConfiguredImages> present = images.get();
    present
        .flatMap(ConfiguredImages::trouble)
        .ifPresent(fault -> entries.add(Entries.of(Status.CRITICAL, fault.toString(), "")));
    present.map(ConfiguredImages::list).orElse(List.of()).stream()
        .map(ConfiguredImagesCheck::entry)
        .forEach(entries::add);
    return entries.isEmpty()
        ? List.of(Entries.of(Status.OK, "no image is configured", ""))
        : entries;
  }

  private static ResultLog.Entry entry(ConfiguredImage image) {
    String what =
        "configured image %s, %s for the %s slot: "
            .formatted(image.name(), image.wanted(), image.slot().label());
    String trouble = image.trouble().orElse("no reason is known");
    String again =
        image
            .nextTry()
            .map("It is tried again at %s."::formatted)
            .orElse("Change the configuration or its files.");
    return switch (image.state()) {
      case CURRENT -> Entries.of(Status.OK, what + "loaded", "");
      case WAITING -> Entries.of(Status.TEMPORARILY_UNAVAILABLE, what + "about to be loaded", "");
      case LOADING -> Entries.of(Status.TEMPORARILY_UNAVAILABLE, what + "being loaded", "");
      case OUTDATED ->
          Entries.of(Status.WARN, what + "an older image is loaded still: " + trouble, again);
      case REFUSED -> Entries.of(Status.CRITICAL, what + "not loaded: " + trouble, again);
    };
  }
}
