package kexec.sim.internal.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.Digest;
import kexec.api.plan.Digester;
import kexec.api.plan.EntryState;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.text.ByteText;
import kexec.api.text.Printable;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.image.ImageSegment;

/**
 * The content of the file that puts an image into its slot: one JSON object on one line. Addresses,
 * frames and registers are hexadecimal. The last member is the digest of the object without it.
 *
 * @param id the image's name, which is part of the name of its pages file
 * @param image the image
 * @param frames the number of frames in the index of the pages file
 * @param contentFrames how many of them are not zero, so that the file has their content
 * @param indexCrc the CRC-32 of the file's index
 */
record Manifest(String id, Image image, int frames, int contentFrames, long indexCrc) {

  /** More than any image needs: 16 segments, some registers, a command line of 64 KiB. */
  static final int MOST_BYTES = 1 << 20;

  private static final String SCHEMA = "jkexec.sim-image/1";

  /**
   * Checks the counts.
   *
   * @throws IllegalArgumentException if one is negative, or more frames have content than exist
   */
  Manifest {
    if (contentFrames < 0 || contentFrames > frames) {
      throw new IllegalArgumentException(
          "%s of %s frames have content".formatted(contentFrames, frames));
    }
  }

  /**
   * Reads a manifest. Untrusted input: every value is validated, and only the bytes that {@link
   * #bytes} writes for these values are accepted, so that nothing is added, repeated or changed.
   *
   * @param bytes the whole file, at most {@link #MOST_BYTES}
   * @return the manifest
   * @throws IllegalArgumentException if it is not such a file
   */
  static Manifest read(byte[] bytes) {
    Manifest manifest;
    try {
      String text = new String(bytes, StandardCharsets.UTF_8);
      manifest = read(JsonParser.parseString(text).getAsJsonObject());
    } catch (RuntimeException e) {
      // Gson, numbers, digests and ranges each throw exceptions of their own.
      throw new IllegalArgumentException("a value is wrong: " + e.getMessage(), e);
    }
    if (!Arrays.equals(bytes, manifest.bytes())) {
      throw new IllegalArgumentException("its checksum is wrong");
    }
    return manifest;
  }

  private static Manifest read(JsonObject json) {
    if (!text(json, "schema").equals(SCHEMA)) {
      throw new IllegalArgumentException("not a " + SCHEMA);
    }
    Map<String, Long> registers = new LinkedHashMap<>();
    JsonObject named = element(json, "registers").getAsJsonObject();
    named.keySet().forEach(name -> registers.put(name, number(named, name)));
    EntryState entry =
        new EntryState(
            new MachineAddress(number(json, "entry")),
            new MachineAddress(number(json, "kernelEntry")),
            registers);
    List<ImageSegment> segments = new ArrayList<>();
    element(json, "segments").getAsJsonArray().forEach(e -> segments.add(segment(e)));
    Image image =
        new Image(
            Slot.valueOf(text(json, "slot")),
            Architecture.labelled(text(json, "architecture")),
            ByteText.of(ByteText.bytes(text(json, "commandLine"))),
            entry,
            segments,
            optional(json, "head"),
            optional(json, "swapFrame"));
    return new Manifest(
        // It is part of a file's name.
        UUID.fromString(text(json, "id")).toString(),
        image,
        element(json, "frames").getAsInt(),
        element(json, "contentFrames").getAsInt(),
        number(json, "indexCrc"));
  }

  private static ImageSegment segment(JsonElement element) {
    JsonObject json = element.getAsJsonObject();
    return new ImageSegment(
        SegmentRole.valueOf(text(json, "role")),
        Range.machine(number(json, "start"), number(json, "end")),
        element(json, "contentBytes").getAsLong(),
        new Digest(text(json, "digest")));
  }

  private static JsonElement element(JsonObject json, String name) {
    JsonElement element = json.get(name);
    if (element == null) {
      throw new IllegalArgumentException("there is no " + name);
    }
    return element;
  }

  private static String text(JsonObject json, String name) {
    return element(json, name).getAsString();
  }

  private static long number(JsonObject json, String name) {
    return Long.parseUnsignedLong(text(json, name), 16);
  }

  private static OptionalLong optional(JsonObject json, String name) {
    return json.has(name) ? OptionalLong.of(number(json, name)) : OptionalLong.empty();
  }

  /** {@return the content of the file} */
  byte[] bytes() {
    JsonObject json = new JsonObject();
    json.addProperty("schema", SCHEMA);
    json.addProperty("id", id);
    json.addProperty("slot", image.slot().name());
    json.addProperty("architecture", image.architecture().label());
    json.addProperty("commandLine", image.commandLine());
    add(json, "entry", image.entry().entry().value());
    add(json, "kernelEntry", image.entry().kernelEntry().value());
    JsonObject registers = new JsonObject();
    image.entry().registers().forEach((name, value) -> add(registers, name, value));
    json.add("registers", registers);
    JsonArray segments = new JsonArray();
    image.segments().forEach(segment -> segments.add(json(segment)));
    json.add("segments", segments);
    image.head().ifPresent(head -> add(json, "head", head));
    image.swapFrame().ifPresent(frame -> add(json, "swapFrame", frame));
    json.addProperty("frames", frames);
    json.addProperty("contentFrames", contentFrames);
    add(json, "indexCrc", indexCrc);
    Digester digester = new Digester();
    digester.update(ByteBuffer.wrap(utf8(json)));
    json.addProperty("digest", digester.digest().hex());
    return utf8(json);
  }

  private static JsonObject json(ImageSegment segment) {
    JsonObject json = new JsonObject();
    json.addProperty("role", segment.role().name());
    add(json, "start", segment.memory().start().value());
    add(json, "end", segment.memory().end().value());
    json.addProperty("contentBytes", segment.contentBytes());
    json.addProperty("digest", segment.digest().hex());
    return json;
  }

  private static void add(JsonObject json, String name, long value) {
    json.addProperty(name, Long.toHexString(value));
  }

  private static byte[] utf8(JsonObject json) {
    return (Printable.json(json.toString()) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
