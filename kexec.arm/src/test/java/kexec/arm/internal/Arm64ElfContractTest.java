package kexec.arm.internal;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import kexec.api.boot.BootProtocol;
import kexec.api.fault.KexecException;
import kexec.api.machine.PlatformData;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.tck.boot.BootProtocolContract;
import kexec.tck.boot.RecordedImage;

class Arm64ElfContractTest extends BootProtocolContract {

  @Override
  protected BootProtocol protocol() {
    return new Arm64ElfProtocol();
  }

  @Override
  protected byte[] kernel() {
    return SyntheticArm.elf64().bytes();
  }

  @Override
  protected int headerSize() {
    return 120;
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
    return Set.of("x0");
  }

  @Override
  protected boolean saysWhereTheCoreHeaderLies(
      RecordedImage image, Range<MachineAddress> coreHeader) throws KexecException {
    return SyntheticArm.coreHeader(image).equals(coreHeader);
  }

  private static SyntheticArm changed() {
    return SyntheticArm.elf64();
  }

  @Override
  protected Map<String, byte[]> malformedKernels() {
    return Map.ofEntries(
        entry("elf-header-truncated", Arrays.copyOf(kernel(), 63)),
        entry("kernel-architecture", changed().u16(18, 62).bytes()),
        entry("elf-data", changed().u8(5, 2).u16(18, 183 << 8).bytes()),
        entry("elf-not-a-kernel", changed().u32(0x1000 + 56, 0).bytes()),
        entry("image-text-offset", changed().u64(0x1000 + 8, 1).bytes()),
        entry("elf-truncated", Arrays.copyOf(kernel(), 0x2000)));
  }
}
