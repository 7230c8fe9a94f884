package kexec.arm.internal;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;

class ArmElfContractTest extends ArmProtocolContract {

  ArmElfContractTest() {
    super(new ArmElfProtocol(), 84, "r2");
  }

  @Override
  SyntheticArm valid() {
    return SyntheticArm.elf32();
  }

  @Override
  protected Map<String, byte[]> malformedKernels() {
    return Map.ofEntries(
        entry("elf-header-truncated", Arrays.copyOf(kernel(), 51)),
        entry("kernel-architecture", valid().u16(18, 3).bytes()),
        entry("elf-class", valid().u8(4, 2).bytes()),
        entry("elf-truncated", Arrays.copyOf(kernel(), 0x2000)),
        entry("elf-entry-outside", valid().u32(24, 0x1000).bytes()));
  }
}
