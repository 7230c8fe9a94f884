package kexec.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kexec.arm.internal.SyntheticArm;
import kexec.wrap.internal.Samples;
import kexec.x86.internal.SyntheticBzImage;
import kexec.x86.internal.SyntheticElf;
import kexec.x86.internal.SyntheticMultiboot;

/**
 * Kernels of every boot protocol and in every wrapper, and patches of them: an input that is a few
 * changes of a sample reaches more than one that is a whole file.
 */
final class SampleKernels {

  private static final int CUT = 0xffff;

  private SampleKernels() {}

  /** {@return a kernel of each boot protocol} */
  static List<byte[]> plain() {
    return List.of(
        new SyntheticBzImage().bytes(),
        new SyntheticElf().bytes(),
        new SyntheticMultiboot().bytes(),
        new SyntheticMultiboot()
            .addresses(0x200088, 0x200080, 0x201000, 0x204000, 0x200100)
            .bytes(),
        SyntheticArm.image().bytes(),
        SyntheticArm.elf64().bytes(),
        SyntheticArm.zImage().bytes(),
        SyntheticArm.elf32().bytes());
  }

  /** {@return kernels in wrappers} */
  static List<byte[]> wrapped() {
    try {
      List<byte[]> wrapped = new ArrayList<>();
      wrapped.addAll(Samples.wrapped(new SyntheticBzImage().bytes()).values());
      wrapped.addAll(Samples.wrapped(SyntheticArm.image().bytes()).values());
      return wrapped;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@return a changed sample} A change is an offset of two bytes, a length of one, modulo 9, and
   * that many bytes; the offset 0xffff cuts the file where the next two bytes say.
   *
   * @param sample the sample
   * @param changes the changes, one after the other; an incomplete one ends them
   */
  static byte[] patched(byte[] sample, ByteBuffer changes) {
    ByteBuffer from = changes.order(ByteOrder.LITTLE_ENDIAN);
    byte[] patched = sample.clone();
    while (from.remaining() > 3) {
      int offset = Short.toUnsignedInt(from.getShort());
      if (offset == CUT) {
        int size = 1 + Short.toUnsignedInt(from.getShort()) % sample.length;
        patched = Arrays.copyOf(patched, Math.min(size, patched.length));
      } else {
        int length = Math.min(from.get() % 9 & 0xf, from.remaining());
        for (int i = 0; i < length; i++) {
          patched[(offset + i) % patched.length] = from.get();
        }
      }
    }
    return patched;
  }
}
