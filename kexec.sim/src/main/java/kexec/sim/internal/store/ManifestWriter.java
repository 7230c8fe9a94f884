package kexec.sim.internal.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.OptionalLong;
import kexec.api.text.ByteText;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.image.ImageSegment;

/**
 * Writes a manifest: a line for each value, in a fixed order, and the digest of all that at the
 * end. {@link ManifestReader} takes nothing else.
 */
final class ManifestWriter {

  /** The first line; the number changes with the format. */
  static final String FORMAT = "kexec-sim-image 1";

  /** For a value that is not there. */
  static final String NONE = "none";

  private ManifestWriter() {}

  static byte[] write(Manifest manifest) {
    Image image = manifest.image();
    StringBuilder text = new StringBuilder(FORMAT).append('\n');
    line(text, "id", manifest.id());
    line(text, "slot", image.slot().label());
    line(text, "architecture", image.architecture().label());
    // A command line may hold any character.
    byte[] commandLine = ByteText.bytes(image.commandLine());
    line(text, "command-line", "=" + Base64.getEncoder().encodeToString(commandLine));
    line(text, "entry", hex(image.entry().entry().value()));
    line(text, "kernel-entry", hex(image.entry().kernelEntry().value()));
    line(text, "registers", Integer.toString(image.entry().registers().size()));
    for (Map.Entry<String, Long> register : image.entry().registers().entrySet()) {
      line(text, "register", register.getKey() + " " + hex(register.getValue()));
    }
    line(text, "segments", Integer.toString(image.segments().size()));
    for (ImageSegment segment : image.segments()) {
      line(text, "segment", segment(segment));
    }
    line(text, "head", hex(image.head()));
    line(text, "swap-frame", hex(image.swapFrame()));
    line(text, "frames", Integer.toString(manifest.frames()));
    line(text, "content-frames", Integer.toString(manifest.contentFrames()));
    line(text, "index-crc", hex(manifest.indexCrc()));
    line(text, "sha256", ManifestReader.digest(text.toString()));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String segment(ImageSegment segment) {
    return "%s %s %s %d %s"
        .formatted(
            segment.role().label(),
            hex(segment.memory().start().value()),
            hex(segment.memory().end().value()),
            segment.contentBytes(),
            segment.digest());
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append(' ').append(value).append('\n');
  }

  private static String hex(OptionalLong value) {
    return value.isPresent() ? hex(value.getAsLong()) : NONE;
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
