package kexec.rehearse.internal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
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
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.rehearse.RehearsalRequest;

/**
 * A plan for a PC of 64 MiB whose kernel is a few instructions: it writes a text to the first
 * serial port, and then does something. The plan's own code gives it the address of the text in
 * {@code rsi}.
 */
final class TinyGuest {

  static final long STUB = 0x300000;
  static final long KERNEL = 0x1000000;
  static final long TEXT = 0x2000000;

  /** What a kernel would write that gets to its first program. */
  static final String BOOTED =
      """
      Linux version 6.1.0-tiny (somebody@somewhere)
      Freeing initrd memory: 4K
      Run /init as init process
      """;

  /** Switches a q35 off: SLP_EN and the type of S5 to PM1a_CNT. */
  static final String POWER_OFF = "66ba0406 66b80020 66ef ebfe";

  /** jmp . */
  static final String SPIN = "ebfe";

  /** cli; hlt */
  static final String HALT = "fa f4";

  /** An invalid instruction without a handler for it: a triple fault. */
  static final String FAULT = "0f0b";

  /** Back to the start of the text, which is at the very address; the port is still in dx. */
  static final String AGAIN = "be00000002 ebf1";

  /**
   * mov dx, 0x3f8; next: lodsb; test al, al; jz done; out dx, al; jmp next; done:
   *
   * <p>The emulated port takes a byte at once.
   */
  private static final String WRITE = "66baf803 ac 84c0 7403 ee ebf8";

  /** mov esi, TEXT; mov eax, KERNEL; jmp rax */
  private static final String ENTER = "be00000002 b800000001 ffe0";

  private TinyGuest() {}

  private static byte[] code(String hexadecimal) {
    return HexFormat.of().parseHex(hexadecimal.replace(" ", ""));
  }

  static Segment segment(SegmentRole role, long start, byte[] content) throws BadFileException {
    long size = (content.length + 0xfffL) / 0x1000 * 0x1000;
    SegmentData data = SegmentData.ofBytes(content);
    return new Segment(role, Range.machine(start, start + size), data, data.digest());
  }

  /** {@return a plan whose kernel writes a text, and ends by some instructions} */
  static Plan plan(String text, String ending) throws BadFileException {
    return plan(text, ENTER, ending);
  }

  /** {@return the same, with other code of the plan's own} */
  static Plan plan(String text, String stub, String ending) throws BadFileException {
    ByteArrayOutputStream kernel = new ByteArrayOutputStream();
    kernel.writeBytes(code(WRITE));
    kernel.writeBytes(code(ending));
    byte[] written = (text + "\0").getBytes(StandardCharsets.UTF_8);
    return Plan.builder()
        .kernel(
            Path.of("tiny"),
            1,
            new KernelFacts("tiny", Architecture.X86_64, Optional.empty(), 2047, Map.of()))
        .commandLine("console=ttyS0")
        .memory(memory())
        .segments(
            List.of(
                segment(SegmentRole.STUB, STUB, code(stub)),
                segment(SegmentRole.KERNEL, KERNEL, kernel.toByteArray()),
                segment(SegmentRole.INITRD, TEXT, written)))
        .entry(entry(STUB, Map.of("rsi", TEXT)))
        .build();
  }

  static EntryState entry(long first, Map<String, Long> registers) {
    return new EntryState(new MachineAddress(first), new MachineAddress(KERNEL), registers);
  }

  static MemoryMap memory() {
    return MemoryMap.of(
        List.of(
            new MemoryRegion(Range.machine(0x1000, 0x9fc00), MemoryType.RAM),
            new MemoryRegion(Range.machine(0x100000, 64 << 20), MemoryType.RAM)));
  }

  /** {@return a request for a plan as it is} */
  static RehearsalRequest.Builder request(Plan plan) {
    return RehearsalRequest.of(
            plan,
            changes -> {
              throw new AssertionError("the plan is made for such a machine");
            })
        .goal(RehearsalGoal.POWEROFF)
        .verbatim(true)
        .timeout(Duration.ofSeconds(60));
  }
}
