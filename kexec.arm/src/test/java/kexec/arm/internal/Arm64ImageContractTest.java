package kexec.arm.internal;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;

class Arm64ImageContractTest extends ArmProtocolContract {

  Arm64ImageContractTest() {
    super(new Arm64ImageProtocol(), Arm64Image.HEADER, "x0");
  }

  @Override
  SyntheticArm valid() {
    return SyntheticArm.image();
  }

  @Override
  protected Map<String, byte[]> malformedKernels() {
    return Map.ofEntries(
        entry("image-truncated", Arrays.copyOf(kernel(), 63)),
        entry("image-text-offset", valid().u64(8, 0x200000).bytes()),
        entry("image-size-absurd", valid().u64(16, -1L).bytes()));
  }
}
