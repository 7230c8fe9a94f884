package kexec.itest.example;

import java.util.List;
import kexec.api.machine.MachineService;
import kexec.api.machine.MemoryOps;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import org.osgi.service.component.annotations.Component;

/**
 * The memory of the example machine: 256 MiB that begin where RISC-V boards have their RAM, with
 * the firmware in the first 2 MiB and a crash region. A real machine reads its map on every call.
 */
@Component(service = MemoryOps.class)
@MachineService(machine = ExampleMachine.NAME, arch = ExampleMachine.ARCH)
public final class ExampleMemory implements MemoryOps {

  private static final MemoryMap MAP =
      MemoryMap.of(
              List.of(
                  new MemoryRegion(Range.machine(0x8000_0000L, 0x8020_0000L), MemoryType.RESERVED),
                  new MemoryRegion(Range.machine(0x8020_0000L, 0x9000_0000L), MemoryType.RAM)))
          .withCrashRegion(Range.machine(0x8800_0000L, 0x8c00_0000L));

  @Override
  public MemoryMap memoryMap() {
    return MAP;
  }

  /** Nothing is between the running kernel and the machine, so the addresses are the same. */
  @Override
  public MachineAddress toMachine(PhysicalAddress address) {
    return new MachineAddress(address.value());
  }
}
