package kexec.arm.internal;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import kexec.api.boot.BootProtocol;
import kexec.api.machine.PlatformData;
import kexec.api.memory.MemoryMap;
import kexec.tck.boot.BootProtocolContract;

class ZImageContractTest extends BootProtocolContract {

  @Override
  protected BootProtocol protocol() {
    return new ZImageProtocol();
  }

  @Override
  protected byte[] kernel() {
    return SyntheticArm.zImage().bytes();
  }

  @Override
  protected int headerSize() {
    return 0x3c;
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
    return SyntheticArm.zImage();
  }

  @Override
  protected Map<String, byte[]> malformedKernels() {
    return Map.ofEntries(
        entry("zimage-truncated", Arrays.copyOf(kernel(), 0xfff)),
        entry("zimage-header", changed().u32(0x2c, 0x3b).bytes()),
        entry("zimage-size-absurd", changed().u32(0x10c, 0xf0000000L).bytes()),
        entry("zimage-big-endian", changed().u32(0x24, 0x18286f01).bytes()));
  }
}
