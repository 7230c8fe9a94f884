package kexec.x86.internal;

import static java.util.Map.entry;
import static kexec.x86.internal.SyntheticMultiboot.END;
import static kexec.x86.internal.SyntheticMultiboot.RELOCATABLE;
import static kexec.x86.internal.SyntheticMultiboot.TWO;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import kexec.api.boot.BootProtocol;
import kexec.api.memory.MemoryMap;
import kexec.api.plan.Slot;
import kexec.tck.boot.BootProtocolContract;

class Multiboot2ContractTest extends BootProtocolContract {

  @Override
  protected BootProtocol protocol() {
    return new Multiboot2Protocol();
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

  @Override
  protected Map<String, byte[]> malformedKernels() {
    return Map.ofEntries(
        entry("multiboot-checksum", kernelFile().u32(TWO + 12, 1).raw()),
        entry("multiboot-requires", kernelFile().u32(TWO + 4, 4).bytes()),
        entry("multiboot-header-truncated", Arrays.copyOf(kernel(), TWO + 135)),
        entry("multiboot-tag", kernelFile().tag(END, 0, 0, 7).bytes()),
        entry("multiboot-relocation", kernelFile().u32(RELOCATABLE + 12, 0x204fff).bytes()),
        entry("multiboot-entry-outside", kernelFile().tag(END - 16, 3, 0, 12).bytes()),
        entry("multiboot-not-loadable", kernelFile().u32(0, 0).bytes()),
        entry("elf-entry-outside", kernelFile().u32(24, 0x1000).bytes()),
        entry("elf-truncated", Arrays.copyOf(kernel(), 0x1000)));
  }
}
