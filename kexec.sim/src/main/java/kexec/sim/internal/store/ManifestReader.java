package kexec.sim.internal.store;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.Digest;
import kexec.api.plan.EntryState;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.api.text.ByteText;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.image.ImageSegment;

/** Reads what {@link ManifestWriter} wrote, and refuses all else. Used once. */
final class ManifestReader {

  /** More than any image needs: 16 segments, some registers, a command line of 64 KiB. */
  static final int MOST_BYTES = 1 << 18;

  private static final int MOST_LINES = 256;

  private final String[] lines;
  private int next;

  private ManifestReader(String[] lines) {
    this.lines = lines;
  }

  static Manifest read(byte[] bytes) throws BadManifestException {
    String text = decode(bytes);
    int last = text.lastIndexOf("sha256 ");
    if (!text.startsWith(ManifestWriter.FORMAT + "\n")) {
      throw new BadManifestException("it does not begin with " + ManifestWriter.FORMAT);
    }
    if (last < 0
        || !text.substring(last).equals("sha256 " + digest(text.substring(0, last)) + "\n")) {
      throw new BadManifestException("its checksum is wrong");
    }
    try {
      return new ManifestReader(text.split("\n", -1)).manifest();
    } catch (IllegalArgumentException e) {
      // Numbers, digests and ranges check themselves.
      throw new BadManifestException("a value is wrong: " + e.getMessage(), e);
    }
  }

  static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static String decode(byte[] bytes) throws BadManifestException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new BadManifestException("it is not text", e);
    }
  }

  private Manifest manifest() throws BadManifestException {
    next = 1;
    // The id is part of a file's name, so it must be nothing but an id.
    String id = UUID.fromString(value("id")).toString();
    Slot slot = named(Slot.values(), Slot::label, value("slot"));
    Architecture architecture = Architecture.labelled(value("architecture"));
    byte[] commandLine = Base64.getDecoder().decode(commandLine());
    EntryState entry = entry();
    List<ImageSegment> segments = segments();
    OptionalLong head = optional(value("head"));
    OptionalLong swap = optional(value("swap-frame"));
    Image image =
        new Image(slot, architecture, ByteText.of(commandLine), entry, segments, head, swap);
    int frames = count("frames", Integer.MAX_VALUE);
    int contentFrames = count("content-frames", frames);
    long crc = number(value("index-crc"));
    value("sha256");
    if (next != lines.length - 1) {
      throw new BadManifestException("it has lines that do not belong there");
    }
    return new Manifest(id, image, frames, contentFrames, crc);
  }

  /** The sign before it keeps an empty one visible. */
  private String commandLine() throws BadManifestException {
    String value = value("command-line");
    if (!value.startsWith("=")) {
      throw new BadManifestException("line " + next + " has no command line");
    }
    return value.substring(1);
  }

  private EntryState entry() throws BadManifestException {
    MachineAddress entry = new MachineAddress(number(value("entry")));
    MachineAddress kernel = new MachineAddress(number(value("kernel-entry")));
    Map<String, Long> registers = new LinkedHashMap<>();
    for (int left = count("registers", MOST_LINES); left > 0; left--) {
      String[] words = words("register", 2);
      registers.put(words[0], number(words[1]));
    }
    return new EntryState(entry, kernel, registers);
  }

  private List<ImageSegment> segments() throws BadManifestException {
    List<ImageSegment> segments = new ArrayList<>();
    for (int left = count("segments", MOST_LINES); left > 0; left--) {
      String[] words = words("segment", 5);
      segments.add(
          new ImageSegment(
              named(SegmentRole.values(), SegmentRole::label, words[0]),
              Range.machine(number(words[1]), number(words[2])),
              Long.parseLong(words[3]),
              new Digest(words[4])));
    }
    return segments;
  }

  private String[] words(String key, int count) throws BadManifestException {
    String[] words = value(key).split(" ", -1);
    if (words.length != count) {
      throw new BadManifestException("line " + next + " has " + words.length + " words");
    }
    return words;
  }

  private String value(String key) throws BadManifestException {
    if (next >= lines.length || !lines[next].startsWith(key + " ")) {
      throw new BadManifestException("line " + (next + 1) + " is not " + key);
    }
    return lines[next++].substring(key.length() + 1);
  }

  private int count(String key, int most) throws BadManifestException {
    int count = Integer.parseInt(value(key));
    if (count < 0 || count > most) {
      throw new BadManifestException(key + " is " + count);
    }
    return count;
  }

  private static OptionalLong optional(String text) throws BadManifestException {
    return text.equals(ManifestWriter.NONE) ? OptionalLong.empty() : OptionalLong.of(number(text));
  }

  private static long number(String text) throws BadManifestException {
    if (!text.startsWith("0x")) {
      throw new BadManifestException(text + " is no hexadecimal number");
    }
    return Long.parseUnsignedLong(text.substring(2), 16);
  }

  private static <T> T named(T[] all, Function<T, String> name, String wanted)
      throws BadManifestException {
    return Arrays.stream(all)
        .filter(one -> name.apply(one).equals(wanted))
        .findFirst()
        .orElseThrow(() -> new BadManifestException(wanted + " is not known"));
  }
}
