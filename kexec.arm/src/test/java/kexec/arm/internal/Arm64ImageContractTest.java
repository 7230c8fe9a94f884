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

class Arm64ImageContractTest extends BootProtocolContract {

  @Override
  protected BootProtocol protocol() {
    return new Arm64ImageProtocol();
  }

  @Override
  protected byte[] kernel() {
    return SyntheticArm.image().bytes();
  }

  @Override
  protected int headerSize() {
    return 64;
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
    return SyntheticArm.image();
  }

  @Override
  protected Map<String, byte[]> malformedKernels() {
    return Map.ofEntries(
        entry("image-truncated", Arrays.copyOf(kernel(), 63)),
        entry("image-text-offset", changed().u64(8, 0x200000).bytes()),
        entry("image-size-absurd", changed().u64(16, -1L).bytes()));
  }
}
