package kexec.arm.internal;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;

class ZImageContractTest extends ArmProtocolContract {

  ZImageContractTest() {
    super(new ZImageProtocol(), 0x3c, "r2");
  }

  @Override
  SyntheticArm valid() {
    return SyntheticArm.zImage();
  }

  @Override
  protected Map<String, byte[]> malformedKernels() {
    return Map.ofEntries(
        entry("zimage-truncated", Arrays.copyOf(kernel(), 0xfff)),
        entry("zimage-header", valid().u32(0x2c, 0x3b).bytes()),
        entry("zimage-size-absurd", valid().u32(0x10c, 0xf0000000L).bytes()),
        entry("zimage-big-endian", valid().u32(0x24, 0x18286f01).bytes()));
  }
}
