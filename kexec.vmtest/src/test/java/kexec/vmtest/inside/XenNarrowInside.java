package kexec.vmtest.inside;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.machine.PreparedImage;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.Plan;
import kexec.api.plan.Segment;
import kexec.api.plan.SegmentData;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.xen.internal.host.XenHost;
import kexec.xen.internal.machine.XenMachine;
import kexec.xen.internal.memory.XenMemory;
import org.junit.jupiter.api.Test;

/** Leaves Xen for a few instructions that are for 32 bits, tell so, and switch the machine off. */
final class XenNarrowInside {

  private static final int PAGE = 4096;

  @Test
  void jumps() throws Exception {
    XenHost host = new XenHost();
    XenMemory memory = new XenMemory(host);
    XenMachine machine = new XenMachine(host, memory);
    MachineAddress at = XenGuestPlans.of(machine, memory).base(Slot.DEFAULT);
    SegmentData code = SegmentData.ofBytes(code());
    KernelFacts facts =
        new KernelFacts("code", Architecture.I386, Optional.empty(), 2047, Map.of());
    Plan plan =
        Plan.builder()
            .slot(Slot.DEFAULT)
            .machine("xen")
            .kernel(Path.of("code"), code.size(), facts)
            .commandLine("")
            .entry(new EntryState(at, at, Map.of()))
            .segments(
                List.of(
                    new Segment(SegmentRole.KERNEL, Range.ofSize(at, PAGE), code, code.digest())))
            .memory(memory.memoryMap())
            .build();
    PreparedImage image = machine.prepare(plan);
    machine.load(image);
    machine.cleanup(image);
    machine.execute(Slot.DEFAULT);
  }

  private static byte[] code() {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    print(code, "\r\nnarrow: bits32=");
    // xor eax, eax; then "dec eax" for 32 bits, which is a mere prefix of "nop" for 64.
    add(code, 0x31, 0xc0, 0x48, 0x90);
    printHighestBit(code);
    print(code, " paging=");
    // mov eax, cr0
    add(code, 0x0f, 0x20, 0xc0);
    printHighestBit(code);
    print(code, "\r\n");
    // mov dx, 0x604 (q35's PM1a control); mov ax, 0x2000 (sleep: off); out dx, ax; hlt; jmp -3
    add(code, 0x66, 0xba, 0x04, 0x06, 0x66, 0xb8, 0x00, 0x20, 0x66, 0xef, 0xf4, 0xeb, 0xfd);
    return code.toByteArray();
  }

  /** For each character: mov dx, 0x3f8; mov al, it; out dx, al. */
  private static void print(ByteArrayOutputStream code, String text) {
    for (byte c : text.getBytes(StandardCharsets.US_ASCII)) {
      add(code, 0x66, 0xba, 0xf8, 0x03, 0xb0, c, 0xee);
    }
  }

  /** shr eax, 31; add al, '0'; mov dx, 0x3f8; out dx, al. */
  private static void printHighestBit(ByteArrayOutputStream code) {
    add(code, 0xc1, 0xe8, 0x1f, 0x04, 0x30, 0x66, 0xba, 0xf8, 0x03, 0xee);
  }

  private static void add(ByteArrayOutputStream code, int... bytes) {
    for (int each : bytes) {
      code.write(each);
    }
  }
}
