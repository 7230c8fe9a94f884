package kexec.arm.internal;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;

class Arm64ElfContractTest extends ArmProtocolContract {

  Arm64ElfContractTest() {
    super(new Arm64ElfProtocol(), 120, "x0");
  }

  @Override
  SyntheticArm valid() {
    return SyntheticArm.elf64();
  }

  @Override
  protected Map<String, byte[]> malformedKernels() {
    return Map.ofEntries(
        entry("elf-header-truncated", Arrays.copyOf(kernel(), 63)),
        entry("kernel-architecture", valid().u16(18, 62).bytes()),
        entry("elf-data", valid().u8(5, 2).u16(18, 183 << 8).bytes()),
        entry("elf-not-a-kernel", valid().u32(0x1000 + 56, 0).bytes()),
        entry("image-text-offset", valid().u64(0x1000 + 8, 1).bytes()),
        entry("elf-truncated", Arrays.copyOf(kernel(), 0x2000)));
  }
}
