package kexec.arm.internal;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import kexec.api.boot.BootProtocol;
import kexec.api.machine.PlatformData;
import kexec.api.memory.MemoryMap;
import kexec.tck.boot.BootProtocolContract;

class ArmElfContractTest extends BootProtocolContract {

  @Override
  protected BootProtocol protocol() {
    return new ArmElfProtocol();
  }

  @Override
  protected byte[] kernel() {
    return SyntheticArm.elf32().bytes();
  }

  @Override
  protected int headerSize() {
    return 84;
  }

  @Override
  protected MemoryMap memory() {
    return SyntheticArm.memory();
  }

  @Override
  protected PlatformData platform() {
    return SyntheticArm.platform();
  }

  @Override
  protected Set<String> addressRegisters() {
    return Set.of("r2");
  }

  private static SyntheticArm changed() {
    return SyntheticArm.elf32();
  }

  @Override
  protected Map<String, byte[]> malformedKernels() {
    return Map.ofEntries(
        entry("elf-header-truncated", Arrays.copyOf(kernel(), 51)),
        entry("kernel-architecture", changed().u16(18, 3).bytes()),
        entry("elf-class", changed().u8(4, 2).bytes()),
        entry("elf-truncated", Arrays.copyOf(kernel(), 0x2000)),
        entry("elf-entry-outside", changed().u32(24, 0x1000).bytes()));
  }
}
