package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A state directory with the simulated machine's images, read without the product: what the
 * receiver holds, and which files nobody needs.
 *
 * @param state the directory
 */
record KeptSim(Path state) {

  private static final Pattern NEEDED =
      Pattern.compile(
          "records/[0-9a-f-]{36}-(default|crash)\\.(json|wanted)"
              + "|(records|sim/sim)/(default|crash)\\.lock"
              + "|sim/sim/(default|crash)\\.manifest"
              + "|images/[0-9a-f]+/[a-z]+\\.json");

  /** {@return the command line of the image in a slot; empty if the slot is} */
  Optional<String> holds(String slot) throws IOException {
    return manifest(slot).map(manifest -> manifest.get("commandLine").getAsString());
  }

  private Optional<JsonObject> manifest(String slot) throws IOException {
    Path file = state.resolve("sim/sim").resolve(slot + ".manifest");
    return Files.exists(file)
        ? Optional.of(JsonParser.parseString(Files.readString(file)).getAsJsonObject())
        : Optional.empty();
  }

  /**
   * Compares a status with the receiver: it shows an image if and only if there is one, and if it
   * tells which one, that one. It need not know which one, but says so then.
   */
  void requireTrue(String status) throws IOException {
    int seen = 0;
    for (JsonElement each :
        JsonParser.parseString(status).getAsJsonObject().getAsJsonArray("slots")) {
      JsonObject slot = each.getAsJsonObject();
      if (slot.get("machine").getAsString().equals("sim")) {
        seen++;
        Optional<String> held = holds(slot.get("slot").getAsString());
        assertThat(slot.get("loaded").getAsBoolean()).as(status).isEqualTo(held.isPresent());
        if (slot.get("image").isJsonObject()) {
          JsonObject image = slot.getAsJsonObject("image");
          assertThat(image.get("commandLine").getAsString()).as(status).isEqualTo(held.orElse(""));
        } else if (held.isPresent()) {
          assertThat(slot.get("trouble").isJsonPrimitive()).as(status).isTrue();
        }
      }
    }
    assertThat(seen).as(status).isEqualTo(2);
  }

  /** {@return the files that no image and no record needs} */
  List<String> garbage() throws IOException {
    List<String> garbage = new ArrayList<>();
    if (!Files.exists(state)) {
      return garbage;
    }
    List<String> pages = new ArrayList<>();
    for (String slot : List.of("default", "crash")) {
      manifest(slot)
          .ifPresent(
              manifest ->
                  pages.add("sim/sim/" + slot + "-" + manifest.get("id").getAsString() + ".pages"));
    }
    try (Stream<Path> files = Files.walk(state)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = state.relativize(file).toString();
        if (!pages.contains(name) && !NEEDED.matcher(name).matches()) {
          garbage.add(name.toLowerCase(Locale.ROOT));
        }
      }
    }
    return garbage;
  }
}
