package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.StreamSupport;

/** Compares the segments of two {@code jkexec.plan/1} documents. */
final class PlannedSegments {

  /** What is the same wherever an image is planned; the rest depends on the firmware's tables. */
  private static final List<String> CONTENT = List.of("kernel", "initrd", "module", "stub");

  private PlannedSegments() {}

  /** Both lay every segment at the same place, and the files' contents are the same. */
  static void assertSame(JsonObject host, JsonObject guest) {
    assertThat(segments(host, false)).isEqualTo(segments(guest, false)).isNotEmpty();
    assertThat(segments(host, true)).isEqualTo(segments(guest, true));
    assertThat(commandLine(host)).isEqualTo(commandLine(guest));
    assertThat(host.get("registers")).isEqualTo(guest.get("registers"));
  }

  /** A Multiboot kernel's begins with its path, and the files lie elsewhere on the host. */
  private static String commandLine(JsonObject plan) {
    return plan.get("commandLine").getAsString().replaceFirst("^/\\S*/", "");
  }

  private static List<String> segments(JsonObject plan, boolean content) {
    return StreamSupport.stream(plan.getAsJsonArray("segments").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(one -> !content || CONTENT.contains(one.get("role").getAsString()))
        .map(one -> told(one) + (content ? " " + one.get("digest").getAsString() : ""))
        .toList();
  }

  private static String told(JsonObject segment) {
    return segment.get("role").getAsString()
        + " ["
        + segment.get("start").getAsString()
        + ", "
        + segment.get("end").getAsString()
        + ")";
  }
}
