package kexec.picture;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.Digest;
import kexec.api.plan.EntryCheck;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.LoadMethod;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;

/** Plans to draw: with the numbers of real ones, and with the oddest that a plan can have. */
public final class DrawnPlans {

  private DrawnPlans() {}

  /** {@return all of them by name} */
  public static Map<String, Plan> all() {
    Map<String, Plan> all = new LinkedHashMap<>();
    all.put("x86-default", x86Default());
    all.put("x86-crash", x86Crash());
    return all;
  }

  private static MemoryMap pc() {
    return MemoryMap.of(
            List.of(
                region(0, 0x9fc00, MemoryType.RAM),
                region(0x9fc00, 0xa0000, MemoryType.RESERVED),
                region(0xf0000, 0x100000, MemoryType.RESERVED),
                region(0x100000, 0x7ffdc000, MemoryType.RAM),
                region(0x7ffdc000, 0x80000000L, MemoryType.RESERVED),
                region(0xb0000000L, 0xc0000000L, MemoryType.RESERVED),
                region(0x100000000L, 0x280000000L, MemoryType.RAM),
                region(0xfd00000000L, 0x10000000000L, MemoryType.RESERVED)))
        .withCrashRegion(Range.machine(0x67000000, 0x77000000));
  }

  static MemoryRegion region(long start, long end, MemoryType type) {
    return new MemoryRegion(Range.machine(start, end), type);
  }

  static Plan x86Default() {
    return linux(
            new EntryState(
                address(0x4000),
                address(0x1000200),
                registers("rip", 0x1000200, "rsi", 0x1000, "rsp", 0x3160, "rbx", 0)))
        .segments(
            List.of(
                segment(SegmentRole.BOOT_PARAMS, 0x1000, 0x3000, 4136),
                segment(SegmentRole.STUB, 0x3000, 0x4000, 488),
                segment(SegmentRole.PURGATORY, 0x4000, 0x8000, 12352),
                segment(SegmentRole.KERNEL, 0x1000000, 0x4378000, 14168576),
                segment(SegmentRole.INITRD, 0x7d9dc000, 0x7ffdc000, 0x2600000)))
        .commandLine("root=/dev/vda1 ro console=ttyS0 quiet")
        .build();
  }

  static Plan x86Crash() {
    return linux(
            new EntryState(
                address(0x6a37b000),
                address(0x67000200),
                registers("rip", 0x67000200, "rsi", 0x6a378000, "rsp", 0x6a37a160, "rbx", 0)))
        .slot(Slot.CRASH)
        .segments(
            List.of(
                segment(SegmentRole.KERNEL, 0x67000000, 0x6a378000, 14168576),
                segment(SegmentRole.BOOT_PARAMS, 0x6a378000, 0x6a37a000, 4184),
                segment(SegmentRole.STUB, 0x6a37a000, 0x6a37b000, 488),
                segment(SegmentRole.PURGATORY, 0x6a37b000, 0x6a37f000, 12352),
                segment(SegmentRole.INITRD, 0x749ff000, 0x76fff000, 0x2600000),
                segment(SegmentRole.ELFCOREHDR, 0x76fff000, 0x77000000, 232)))
        .commandLine(
            "root=/dev/vda1 ro console=ttyS0 irqpoll nr_cpus=1 reset_devices elfcorehdr=0x76fff000")
        .findings(
            List.of(
                Finding.warning(
                    "crash-memory-small",
                    "the crash region of 256.0 MiB leaves 166.6 MiB to the crash kernel",
                    "Reserve more with crashkernel=, or use a smaller initrd."),
                Finding.info("entry-check", "the digests of 4 segments are checked at the entry")))
        .build();
  }

  private static Plan.Builder linux(EntryState entry) {
    KernelFacts facts =
        new KernelFacts(
            "bzImage",
            Architecture.X86_64,
            Optional.of(
                "6.1.0-57-cloud-amd64 (debian-kernel@lists.debian.org) #1 SMP PREEMPT_DYNAMIC"
                    + " Debian 6.1.192-3 (2026-11-26)"),
            2047,
            Map.of());
    return Plan.builder()
        .machine("linux")
        .firmware("efi")
        .methods(List.of(LoadMethod.SEGMENTS))
        .entryCheck(EntryCheck.HALT)
        .kernel(Path.of("/boot/vmlinuz-6.1.0-57-cloud-amd64"), 14190528, facts)
        .entry(entry)
        .memory(pc());
  }

  static MachineAddress address(long value) {
    return new MachineAddress(value);
  }

  static Map<String, Long> registers(Object... namesAndValues) {
    Map<String, Long> registers = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      registers.put((String) namesAndValues[i], ((Number) namesAndValues[i + 1]).longValue());
    }
    return registers;
  }

  static Segment segment(SegmentRole role, long start, long end, long content) {
    return new Segment(
        role,
        Range.machine(start, end),
        SegmentData.zeros(content),
        new Digest("0123456789abcdef".repeat(4)));
  }
}
