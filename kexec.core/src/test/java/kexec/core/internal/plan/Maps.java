package kexec.core.internal.plan;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.core.internal.plan.Target.OwnCheck;

/** Memory and machines for the tests of planning. */
final class Maps {

  static final Range<MachineAddress> CRASH_REGION = Range.machine(0x1000_0000, 0x1800_0000);

  /** A PC with 1 GiB and a crash region of 128 MiB. */
  static final MemoryMap PC =
      MemoryMap.of(
              List.of(
                  ram(0x1000, 0x9f000),
                  new MemoryRegion(Range.machine(0xf0000, 0x100000), MemoryType.RESERVED),
                  ram(0x100000, 0x4000_0000)))
          .withCrashRegion(CRASH_REGION);

  private Maps() {}

  static MemoryRegion ram(long start, long end) {
    return new MemoryRegion(Range.machine(start, end), MemoryType.RAM);
  }

  static Target machine(MemoryMap memory, DumpNotes notes, OwnCheck check, Finding... findings) {
    return new Target(
        Optional.of("pc"),
        Optional.of("x86_64"),
        "none",
        memory,
        ReceiverRules.builder().build(),
        name -> Optional.empty(),
        notes,
        check,
        List.of(findings));
  }

  static Target machine(MemoryMap memory) {
    return machine(memory, DumpNotes.NONE, plan -> List.of());
  }
}
