package kexec.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A parser with a fault, so that a run shows that faults are found at all. */
public final class SeededTarget {

  private SeededTarget() {}

  /** Reads a length, and behind a mark as many bytes, without checking that they are there. */
  public static void fuzzerTestOneInput(byte[] input) {
    Oracle.check(input.length, () -> read(input));
  }

  private static void read(byte[] input) {
    if (input.length > 5 && input[0] == 'K' && input[1] == 'X' && input[2] == 'E') {
      Oracle.require(input[3 + (input[3] & 0x7f)] != 'X', "it ends with another byte");
    }
  }

  static List<byte[]> seeds() {
    return List.of("KX\0\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
  }
}
