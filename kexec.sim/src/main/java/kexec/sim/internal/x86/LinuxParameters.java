package kexec.sim.internal.x86;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.SegmentRole;
import kexec.api.text.ByteText;
import kexec.sim.internal.image.Image;
import kexec.sim.internal.image.ImageSegment;
import kexec.sim.internal.machine.Checks;
import kexec.sim.internal.machine.StartedImage;
import kexec.sim.internal.memory.SparseMemory;

/**
 * Checks the parameters that a Linux kernel receives in {@code rsi}: {@code struct boot_params}
 * ({@code Documentation/arch/x86/zero-page.rst}; the header's fields in {@code boot.rst}).
 */
final class LinuxParameters {

  private static final int SIZE = 4096;
  private static final int EXT_RAMDISK_IMAGE = 0x0c0;
  private static final int EXT_RAMDISK_SIZE = 0x0c4;
  private static final int EXT_CMD_LINE_PTR = 0x0c8;
  private static final int HEADER_MAGIC = 0x202;
  private static final int RAMDISK_IMAGE = 0x218;
  private static final int RAMDISK_SIZE = 0x21c;
  private static final int CMD_LINE_PTR = 0x228;

  /** "HdrS" as a little-endian number. */
  private static final int MAGIC = 0x5372_6448;

  private final Image image;
  private final SparseMemory memory;

  LinuxParameters(StartedImage started) {
    this.image = started.image();
    this.memory = started.memory();
  }

  void check(Map<String, Long> registers, Checks checks) {
    long address = registers.getOrDefault("rsi", 0L);
    if (!liesInSegment(address, SIZE)) {
      checks.fail("boot_params", "0x%x is not in a segment".formatted(address));
      return;
    }
    ByteBuffer params = memory.bytes(address, SIZE);
    if (params.getInt(HEADER_MAGIC) == MAGIC) {
      checks.pass("boot_params", "HdrS at 0x%x".formatted(address + HEADER_MAGIC));
    } else {
      checks.fail("boot_params", "no HdrS at 0x%x".formatted(address + HEADER_MAGIC));
    }
    checkCommandLine(wide(params, CMD_LINE_PTR, EXT_CMD_LINE_PTR), checks);
    checkRamDisk(
        wide(params, RAMDISK_IMAGE, EXT_RAMDISK_IMAGE),
        wide(params, RAMDISK_SIZE, EXT_RAMDISK_SIZE),
        checks);
  }

  private void checkCommandLine(long address, Checks checks) {
    byte[] planned = ByteText.bytes(image.commandLine());
    if (!liesInSegment(address, planned.length + 1)) {
      checks.fail("command line", "0x%x is not in a segment".formatted(address));
      return;
    }
    ByteBuffer seen = memory.bytes(address, planned.length + 1);
    if (seen.get(planned.length) == 0
        && seen.slice(0, planned.length).equals(ByteBuffer.wrap(planned))) {
      checks.pass("command line", "%s bytes at 0x%x".formatted(planned.length, address));
    } else {
      checks.fail("command line", "the text at 0x%x is not the plan's".formatted(address));
    }
  }

  private void checkRamDisk(long address, long size, Checks checks) {
    Optional<ImageSegment> planned = image.segment(SegmentRole.INITRD);
    if (planned.isEmpty()) {
      checks.same("initrd size", size, 0);
      return;
    }
    checks.same("initrd address", address, planned.get().memory().start().value());
    checks.same("initrd size", size, planned.get().contentBytes());
  }

  private boolean liesInSegment(long address, long length) {
    boolean wraps = Long.compareUnsigned(address + length, address) < 0;
    return !wraps
        && image
            .segmentAt(new MachineAddress(address))
            .filter(segment -> segment.memory().contains(Range.machine(address, address + length)))
            .isPresent();
  }

  private static long wide(ByteBuffer params, int low, int high) {
    return Integer.toUnsignedLong(params.getInt(low))
        | Integer.toUnsignedLong(params.getInt(high)) << 32;
  }
}
