package kexec.vmtest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.BadFileException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;

/**
 * A plan that the planner would not make: a bzImage with its initrd wherever a test wants it,
 * entered by three instructions (Linux, Documentation/arch/x86/boot.rst, "64-bit Boot Protocol").
 */
final class BareBoot {

  static final long KERNEL = 0x1000000;

  private static final long PARAMETERS = 0x10000;
  private static final long COMMAND_LINE = 0x20000;
  private static final long STUB = 0x30000;

  /** mov esi, PARAMETERS; mov eax, KERNEL + 0x200; jmp rax */
  private static final String ENTER = "be00000100 b800020001 ffe0";

  private static final long MEMORY_END = 0x4000_0000;

  /** Where the setup header begins, and where the byte is that tells its end. */
  private static final int HEADER = 0x1f1;

  private static final int HEADER_LENGTH = 0x201;
  private static final int E820 = 0x2d0;
  private static final int PAGE = 4096;

  private BareBoot() {}

  static Plan plan(byte[] kernel, byte[] initrd, long initrdAt, String commandLine)
      throws BadFileException {
    byte[] code = Arrays.copyOfRange(kernel, DoctoredKernel.protectedMode(kernel), kernel.length);
    return Plan.builder()
        .kernel(
            Path.of("vmlinuz"),
            kernel.length,
            new KernelFacts("bzImage", Architecture.X86_64, Optional.empty(), 2047, Map.of()))
        .commandLine(commandLine)
        .memory(memory())
        .segments(
            List.of(
                segment(SegmentRole.STUB, STUB, HexFormat.of().parseHex(ENTER.replace(" ", ""))),
                segment(SegmentRole.BOOT_PARAMS, PARAMETERS, parameters(kernel, initrd, initrdAt)),
                segment(
                    SegmentRole.BOOT_PARAMS,
                    COMMAND_LINE,
                    (commandLine + "\0").getBytes(StandardCharsets.US_ASCII)),
                segment(SegmentRole.KERNEL, KERNEL, code),
                segment(SegmentRole.INITRD, initrdAt, initrd)))
        .entry(entry())
        .build();
  }

  private static EntryState entry() {
    return new EntryState(
        new MachineAddress(STUB), new MachineAddress(KERNEL + 0x200), Map.of("rsi", PARAMETERS));
  }

  private static Segment segment(SegmentRole role, long start, byte[] content)
      throws BadFileException {
    SegmentData data = SegmentData.ofBytes(content);
    long end = start + (content.length + PAGE - 1L) / PAGE * PAGE;
    return new Segment(role, Range.machine(start, end), data, data.digest());
  }

  private static MemoryMap memory() {
    return MemoryMap.of(
        List.of(
            new MemoryRegion(Range.machine(0x1000, 0x9fc00), MemoryType.RAM),
            new MemoryRegion(Range.machine(0x100000, MEMORY_END), MemoryType.RAM)));
  }

  private static byte[] parameters(byte[] kernel, byte[] initrd, long initrdAt) {
    ByteBuffer page = ByteBuffer.allocate(PAGE).order(ByteOrder.LITTLE_ENDIAN);
    int headerEnd = 0x202 + kernel[HEADER_LENGTH];
    page.put(HEADER, kernel, HEADER, headerEnd - HEADER);
    page.put(0x210, (byte) 0xff);
    page.putInt(0x218, (int) initrdAt);
    page.putInt(0x21c, initrd.length);
    page.putInt(0x228, (int) COMMAND_LINE);
    page.put(0x1e8, (byte) memory().ram().ranges().size());
    int at = E820;
    for (Range<MachineAddress> ram : memory().ram().ranges()) {
      page.putLong(at, ram.start().value()).putLong(at + 8, ram.size()).putInt(at + 16, 1);
      at += 20;
    }
    return page.array();
  }
}
