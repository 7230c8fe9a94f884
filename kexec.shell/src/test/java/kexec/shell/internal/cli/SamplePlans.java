package kexec.shell.internal.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;

/** Plans as a core would create them. */
public final class SamplePlans {

  public static final MemoryMap MEMORY =
      MemoryMap.of(
              List.of(
                  new MemoryRegion(Range.machine(0, 0x9fc00), MemoryType.RAM),
                  new MemoryRegion(Range.machine(0x9fc00, 0xa0000), MemoryType.RESERVED),
                  new MemoryRegion(Range.machine(0x100000, 0x40000000), MemoryType.RAM)))
          .withCrashRegion(Range.machine(0x30000000, 0x38000000));

  private SamplePlans() {}

  public static Plan plan() {
    Map<String, Long> registers = new LinkedHashMap<>();
    registers.put("rsi", 0x90000L);
    registers.put("rbx", 0L);
    registers.put("rsp", 0xffffffff81000000L);
    return Plan.builder()
        .machine("linux")
        .firmware("none")
        .kernel(Path.of("/boot/vmlinuz"), 5000, facts())
        .commandLine("root=/dev/sda1 ro")
        .entry(
            new EntryState(new MachineAddress(0x91000), new MachineAddress(0x1000200), registers))
        .segments(
            List.of(
                segment(SegmentRole.KERNEL, 0x1000000, 0x400000, "kernel bytes"),
                segment(SegmentRole.BOOT_PARAMS, 0x90000, 0x1000, "params"),
                segment(SegmentRole.STUB, 0x91000, 0x1000, "stub")))
        .memory(MEMORY)
        .findings(
            List.of(
                Finding.info("note", "a note"),
                Finding.warning("old-kernel", "the kernel is old", "Take a newer one.")))
        .build();
  }

  public static KernelFacts facts() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("setup_sects", "4");
    fields.put("version", "0x20f");
    return new KernelFacts("bzImage", Architecture.X86_64, Optional.of("6.1.0"), 2047, fields);
  }

  public static Segment segment(SegmentRole role, long start, long size, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    try {
      Digest digest = Digest.of(MessageDigest.getInstance("SHA-256").digest(bytes));
      return new Segment(
          role, Range.machine(start, start + size), SegmentData.ofBytes(bytes), digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
