package kexec.sim.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryMapListing;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.Digest;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.sim.internal.x86.StubBytes;

/** Plans as the x86 boot protocol makes them, but with a kernel of random bytes. */
public final class SimPlans {

  /** 64 MiB with a crash region of 8 MiB. */
  public static final MemoryMap MAP =
      MemoryMapListing.parse(
          "[0x0, 0x9fc00) ram; [0x9fc00, 0xa0000) reserved; [0x100000, 0x4000000) ram; "
              + "crash kernel [0x2000000, 0x2800000)");

  private static final String COMMAND_LINE = "console=ttyS0 quiet";

  private SimPlans() {}

  /** The address of the lowest segment of a plan. */
  public static long base(Slot slot) {
    return slot == Slot.DEFAULT ? 0x1000000 : 0x2100000;
  }

  public static Plan plan(Slot slot, int variant) {
    return plan(slot, variant, bytes(variant + 1000, 0x5123));
  }

  public static Plan plan(Slot slot, int variant, byte[] initrd) {
    long base = base(slot);
    Map<String, Long> registers = new LinkedHashMap<>();
    registers.put("rbx", 0L);
    registers.put("rsi", base);
    MachineAddress kernelEntry = new MachineAddress(base + 0x10200);
    byte[] stub = StubBytes.of(registers, kernelEntry.value());
    return Plan.builder()
        .slot(slot)
        .firmware("sim")
        .kernel(Path.of("vmlinuz"), 0x13457, facts(Architecture.X86_64))
        .commandLine(COMMAND_LINE)
        .memory(MAP)
        .entry(new EntryState(new MachineAddress(base + 0x2000), kernelEntry, registers))
        .segments(
            List.of(
                segment(SegmentRole.BOOT_PARAMS, base, 0x2000, bootParams(base, initrd.length)),
                segment(SegmentRole.STUB, base + 0x2000, 0x1000, stub),
                segment(SegmentRole.KERNEL, base + 0x10000, 0x20000, bytes(variant, 0x13457)),
                segment(SegmentRole.INITRD, base + 0x40000, 0x6000, initrd)))
        .build();
  }

  public static KernelFacts facts(Architecture architecture) {
    return new KernelFacts("bzImage", architecture, Optional.empty(), 2047, Map.of());
  }

  public static Segment segment(SegmentRole role, long start, long size, byte[] content) {
    return new Segment(
        role, Range.machine(start, start + size), SegmentData.ofBytes(content), digest(content));
  }

  public static Digest digest(byte[] content) {
    try {
      return Digest.of(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  public static byte[] bytes(int seed, int count) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** struct boot_params with the command line behind it. */
  public static byte[] bootParams(long base, int initrdBytes) {
    ByteBuffer params = ByteBuffer.allocate(0x1800).order(ByteOrder.LITTLE_ENDIAN);
    params.put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII));
    params.putInt(0x218, (int) (base + 0x40000));
    params.putInt(0x21c, initrdBytes);
    params.putInt(0x228, (int) (base + 0x1000));
    params.put(0x1000, COMMAND_LINE.getBytes(StandardCharsets.US_ASCII));
    return params.array();
  }
}
