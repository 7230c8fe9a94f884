package kexec.tck.boot;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A corrupt file, made from a valid one. */
final class HostileBytes {

  private static final int[] MASKS = {0xff, 0x80, 0x01};
  private static final int RANDOM_FILES = 200;

  private final String name;
  private final byte[] bytes;

  private HostileBytes(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /** {@return what was changed} */
  String name() {
    return name;
  }

  /** {@return the file's bytes, not empty} */
  byte[] bytes() {
    return bytes.clone();
  }

  /** {@return the file truncated at every length up to the header's, and by its last byte} */
  static Stream<HostileBytes> truncated(byte[] file, int headerSize) {
    return IntStream.concat(
            IntStream.rangeClosed(1, Math.min(headerSize, file.length - 1)),
            IntStream.of(file.length - 1))
        .mapToObj(size -> new HostileBytes("cut at " + size, Arrays.copyOf(file, size)));
  }

  /** {@return the file with one byte of its header changed} */
  static Stream<HostileBytes> flipped(byte[] file, int headerSize) {
    return IntStream.range(0, Math.min(headerSize, file.length))
        .boxed()
        .flatMap(at -> IntStream.of(MASKS).mapToObj(mask -> flip(file, at, mask)));
  }

  private static HostileBytes flip(byte[] file, int at, int mask) {
    byte[] flipped = file.clone();
    flipped[at] ^= (byte) mask;
    return new HostileBytes("byte 0x%x ^ 0x%x".formatted(at, mask), flipped);
  }

  /** {@return files of random bytes, the same in every run} */
  static Stream<HostileBytes> random() {
    Random random = new Random(1);
    return IntStream.range(0, RANDOM_FILES)
        .mapToObj(
            i -> {
              byte[] bytes = new byte[1 + random.nextInt(4096)];
              random.nextBytes(bytes);
              return new HostileBytes("random file " + i, bytes);
            });
  }

  /** {@return the file with random bytes in its header, with or without the magic numbers} */
  static Stream<HostileBytes> scribbled(byte[] file, int headerSize) {
    Random random = new Random(2);
    int header = Math.min(headerSize, file.length);
    return IntStream.range(0, RANDOM_FILES)
        .mapToObj(
            i -> {
              byte[] bytes = file.clone();
              for (int n = random.nextInt(8); n >= 0; n--) {
                bytes[random.nextInt(header)] = (byte) random.nextInt();
              }
              return new HostileBytes("scribbled header " + i, bytes);
            });
  }
}
