package kexec.x86.internal;

import static java.util.Map.entry;
import static kexec.x86.internal.SyntheticMultiboot.ONE;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import kexec.api.boot.BootProtocol;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.Slot;
import kexec.tck.boot.BootProtocolContract;

class Multiboot1ContractTest extends BootProtocolContract {

  @Override
  protected BootProtocol protocol() {
    return new Multiboot1Protocol();
  }

  @Override
  protected byte[] kernel() {
    return kernelFile().bytes();
  }

  @Override
  protected int headerSize() {
    return 0x120;
  }

  @Override
  protected MemoryMap memory() {
    return Machines.small();
  }

  @Override
  protected Set<Slot> slots() {
    return EnumSet.of(Slot.DEFAULT);
  }

  @Override
  protected Set<String> addressRegisters() {
    return Set.of("eip", "ebx");
  }

  private static SyntheticMultiboot kernelFile() {
    return new SyntheticMultiboot();
  }

  private static byte[] addresses(long header, long load, long loadEnd, long bssEnd, long entry) {
    return kernelFile().addresses(header, load, loadEnd, bssEnd, entry).bytes();
  }

  @Override
  protected Map<String, byte[]> malformedKernels() {
    return Map.ofEntries(
        entry("multiboot-checksum", kernelFile().u32(ONE + 8, 1).raw()),
        entry("multiboot-requires", kernelFile().u32(ONE + 4, 7).bytes()),
        entry(
            "multiboot-header-truncated",
            Arrays.copyOf(addresses(0x200088, 0x200000, 0, 0, 0x200100), ONE + 31)),
        entry("multiboot-addresses", addresses(0x200000, 0x200088, 0, 0, 0x200100)),
        entry("multiboot-not-loadable", kernelFile().u32(0, 0x464c457e).bytes()),
        entry("multiboot-above-4g", kernelFile().u32(64, 0xffffc000L).bytes()),
        entry(
            "multiboot-entry-outside", addresses(0x200088, 0x200000, 0x202000, 0x203000, 0x202000)),
        entry("elf-entry-outside", kernelFile().u32(24, 0x1000).bytes()),
        entry("kernel-architecture", kernelFile().u16(18, 40).bytes()),
        entry("elf-class", kernelFile().u8(4, 3).bytes()),
        entry("elf-truncated", Arrays.copyOf(kernel(), 0x1000)));
  }
}
