package kexec.sim.internal.arm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.SegmentRole;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.image.ImageSegment;
import kexec.sim.internal.machine.Checks;
import kexec.sim.internal.machine.StartedImage;
import kexec.sim.internal.memory.SparseMemory;

/**
 * Checks where the parts of an arm64 image lie (Linux, Documentation/arch/arm64/booting.rst,
 * sections 2 and 4).
 */
final class Arm64Places {

  private static final int HEADER = 64;
  private static final int TEXT_OFFSET = 8;
  private static final int IMAGE_SIZE = 16;
  private static final int MAGIC_AT = 56;

  /** "ARM\x64". */
  private static final int MAGIC = 0x644d5241;

  /** {@code text_offset} of a kernel whose {@code image_size} is 0. */
  private static final long OLD_TEXT_OFFSET = 0x80000;

  /** A kernel lies its offset behind a multiple of this, and a device tree does not cross one. */
  private static final long BLOCK = 2L << 20;

  /** The window that the kernel and the initrd share: where it begins, and its size. */
  private static final long WINDOW_ALIGNMENT = 1L << 30;

  private static final long WINDOW = 32L << 30;

  private static final int TOTALSIZE = 4;

  private final Image image;
  private final SparseMemory memory;
  private final Checks checks;
  private final Optional<ImageSegment> kernel;

  Arm64Places(StartedImage started, Checks checks) {
    this.image = started.image();
    this.memory = started.memory();
    this.checks = checks;
    this.kernel = image.segment(SegmentRole.KERNEL);
  }

  /** Checks the kernel's entry, and its distance from a multiple of 2 MiB. */
  void checkKernel() {
    MachineAddress entry = image.entry().kernelEntry();
    if (kernel.isEmpty() || !kernel.get().memory().contains(entry)) {
      checks.fail("kernel place", entry + " is in no kernel segment");
      return;
    }
    MachineAddress start = kernel.get().memory().start();
    ByteBuffer header = memory.bytes(start.value(), HEADER);
    if (kernel.get().contentBytes() < HEADER || header.getInt(MAGIC_AT) != MAGIC) {
      checks.pass("kernel place", start + ", of a kernel without the header that names a place");
      return;
    }
    long offset = header.getLong(IMAGE_SIZE) == 0 ? OLD_TEXT_OFFSET : header.getLong(TEXT_OFFSET);
    String wanted = "0x%x behind a multiple of 0x%x".formatted(offset, BLOCK);
    if (((start.value() - offset) & (BLOCK - 1)) != 0) {
      checks.fail("kernel place", start + " is not " + wanted);
    } else if (!entry.equals(start)) {
      checks.fail("kernel place", "it is entered at %s, and starts at %s".formatted(entry, start));
    } else {
      checks.pass("kernel place", start + " is " + wanted);
    }
  }

  /** Checks that the kernel can reach its initrd. */
  void checkRamDisk() {
    Optional<ImageSegment> initrd = image.segment(SegmentRole.INITRD);
    if (kernel.isEmpty() || initrd.isEmpty()) {
      return;
    }
    Range<MachineAddress> low = kernel.get().memory();
    Range<MachineAddress> high = initrd.get().memory();
    if (high.start().compareTo(low.start()) < 0) {
      low = initrd.get().memory();
      high = kernel.get().memory();
    }
    long window = low.start().value() & -WINDOW_ALIGNMENT;
    if (Long.compareUnsigned(high.end().value() - window, WINDOW) <= 0) {
      checks.pass("initrd place", "within 32 GiB from 0x%x on, as the kernel".formatted(window));
    } else {
      checks.fail(
          "initrd place",
          "%s and the kernel are not within 32 GiB from 0x%x on"
              .formatted(initrd.get().memory(), window));
    }
  }

  /**
   * Checks that the kernel can map the device tree, if one is there.
   *
   * @param address where the kernel is told that it is
   */
  void checkTree(long address) {
    if (image.segmentAt(new MachineAddress(address)).isEmpty()) {
      return;
    }
    ByteBuffer size = memory.bytes(address + TOTALSIZE, Integer.BYTES).order(ByteOrder.BIG_ENDIAN);
    long last = address + Integer.toUnsignedLong(size.getInt()) - 1;
    if ((address & -BLOCK) == (last & -BLOCK)) {
      checks.pass("device tree place", "0x%x to 0x%x".formatted(address, last));
    } else {
      checks.fail(
          "device tree place",
          "0x%x to 0x%x crosses a multiple of 0x%x".formatted(address, last, BLOCK));
    }
  }
}
