package kexec.fuzz;

import static kexec.fuzz.Oracle.require;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentData;
import kexec.wrap.Unwrapped;
import kexec.wrap.Unwrapping;

/**
 * Wrappers alone. The first byte tells whether checksums are repaired, without which nothing behind
 * them would be reached, and whether a sample is changed or the rest is the file.
 */
public final class WrappedTarget {

  private static final int REPAIRED = 1;
  private static final int CHANGED = 2;
  private static final int MIB = 1 << 20;

  private static final WrappedTarget TARGET = new WrappedTarget();

  private final Scratch scratch = Scratch.create();
  private final List<byte[]> samples = SampleKernels.wrapped();

  private WrappedTarget() {}

  /** Unwraps. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length > 2) {
      Oracle.check(input.length, () -> TARGET.run(input));
    }
  }

  private void run(byte[] input) throws Exception {
    byte[] rest = Arrays.copyOfRange(input, 2, input.length);
    byte[] bytes =
        (input[0] & CHANGED) == 0
            ? rest
            : SampleKernels.patched(
                samples.get(Byte.toUnsignedInt(input[1]) % samples.size()), ByteBuffer.wrap(rest));
    if ((input[0] & REPAIRED) != 0) {
      repair(bytes);
    }
    Path file = scratch.file("wrapped", bytes);
    Unwrapped unwrapped = Unwrapping.of(MappedFile.open(file));
    require(unwrapped.kernel().size() > 0, unwrapped);
    // What is kept beside zeros, by SECURITY.md.
    checkKept(unwrapped.kernel(), bytes.length);
    if (unwrapped.initrd().isPresent()) {
      checkKept(unwrapped.initrd().get(), bytes.length);
    }
    require(unwrapped.commandLine().map(line -> !line.isBlank()).orElse(true), unwrapped);
  }

  private static void checkKept(SegmentData data, long size) throws Exception {
    long[] kept = {0};
    data.read(chunk -> kept[0] += chunk.hasArray() ? chunk.remaining() : 0);
    require(kept[0] <= Math.max(MIB, 32 * size) + MIB, kept[0] + " bytes are kept of " + size);
  }

  /** Puts right the checksums of headers that are recognised. */
  private static void repair(byte[] file) {
    ByteBuffer big = ByteBuffer.wrap(file);
    if (file.length >= 64 && big.getInt(0) == 0x27051956) {
      int size = Math.min(Math.max(0, big.getInt(12)), file.length - 64);
      big.putInt(12, size).putInt(24, crc(file, 64, size));
      big.putInt(4, 0);
      big.putInt(4, crc(file, 0, 64));
    } else if (file.length >= 24 && big.getInt(0) == 0xfd377a58) {
      ByteBuffer little = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      little.putInt(8, crc(file, 6, 2));
      int block = (Byte.toUnsignedInt(file[12]) + 1) * 4;
      if (file.length >= 12 + block) {
        little.putInt(12 + block - 4, crc(file, 12, block - 4));
      }
    }
  }

  private static int crc(byte[] bytes, int offset, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }

  static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    int sample = 0;
    for (byte[] wrapped : TARGET.samples) {
      byte[] seed = new byte[2 + wrapped.length];
      System.arraycopy(wrapped, 0, seed, 2, wrapped.length);
      seeds.add(seed);
      seeds.add(new byte[] {REPAIRED | CHANGED, (byte) sample++, 8, 0, 1, 0, 20, 0, 1, 1});
    }
    return seeds;
  }
}
