package kexec.x86.internal;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import kexec.api.boot.BootProtocol;
import kexec.api.memory.MemoryMap;
import kexec.tck.boot.BootProtocolContract;

class BzImageContractTest extends BootProtocolContract {

  @Override
  protected BootProtocol protocol() {
    return new BzImageProtocol();
  }

  @Override
  protected byte[] kernel() {
    return new SyntheticBzImage().bytes();
  }

  @Override
  protected int headerSize() {
    return 0x290;
  }

  @Override
  protected MemoryMap memory() {
    return Machines.small();
  }

  @Override
  protected Set<String> addressRegisters() {
    return Set.of("rip", "rsi", "rsp");
  }

  private static SyntheticBzImage image() {
    return new SyntheticBzImage();
  }

  @Override
  protected Map<String, byte[]> malformedKernels() {
    return Map.ofEntries(
        entry("setup-header-truncated", Arrays.copyOf(kernel(), 0x28f)),
        entry("setup-header-version", image().u16(0x206, 0x20b).bytes()),
        entry("setup-header-length", image().u8(0x201, 0x65).bytes()),
        entry("kernel-not-loaded-high", image().u8(0x211, 0x80).bytes()),
        entry("kernel-not-64bit", image().u16(0x236, 0x7e).bytes()),
        entry("setup-sects-beyond-file", image().u8(0x1f1, 15).bytes()),
        entry("kernel-entry-outside", image().u32(0x1f4, 0x20).bytes()),
        entry("kernel-truncated", Arrays.copyOf(kernel(), SyntheticBzImage.SIZE - 16)),
        entry("kernel-payload-outside", image().u32(0x1f4, 0x100).bytes()),
        entry("init-size-zero", image().u32(0x260, 0).bytes()),
        entry("init-size-too-small", image().u32(0x260, 0x17ff).bytes()),
        entry("init-size-absurd", image().u32(0x260, 0x80000001L).bytes()),
        entry("kernel-alignment", image().u32(0x230, 0x300000).bytes()),
        entry("kernel-alignment-absurd", image().u32(0x230, 0x80000000L).bytes()),
        entry("pref-address-absurd", image().u64(0x258, 0xfffffffffff00000L).bytes()),
        entry("pref-address-unusable", image().u8(0x234, 0).u64(0x258, 0x1000).bytes()),
        entry("pref-address-above-4g", image().u16(0x236, 1).u64(0x258, 0xffe00000L).bytes()),
        entry("initrd-addr-max-absurd", image().u32(0x22c, 0x100fff).bytes()),
        entry("cmdline-size-absurd", image().u32(0x238, 0xffffffffL).bytes()));
  }
}
