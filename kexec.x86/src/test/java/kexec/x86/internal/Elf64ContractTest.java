package kexec.x86.internal;

import static java.util.Map.entry;
import static kexec.x86.internal.SyntheticElf.ph;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import kexec.api.boot.BootProtocol;
import kexec.api.memory.MemoryMap;
import kexec.tck.boot.BootProtocolContract;

class Elf64ContractTest extends BootProtocolContract {

  @Override
  protected BootProtocol protocol() {
    return new Elf64Protocol();
  }

  @Override
  protected byte[] kernel() {
    return new SyntheticElf().bytes();
  }

  @Override
  protected int headerSize() {
    return ph(3);
  }

  @Override
  protected MemoryMap memory() {
    return Machines.small();
  }

  @Override
  protected Set<String> addressRegisters() {
    return Set.of("rip", "rsi", "rsp");
  }

  private static SyntheticElf elf() {
    return new SyntheticElf();
  }

  @Override
  protected Map<String, byte[]> malformedKernels() {
    return Map.ofEntries(
        entry("elf-header-truncated", Arrays.copyOf(kernel(), 63)),
        entry("kernel-architecture", elf().u16(18, 183).bytes()),
        entry("elf-class", elf().u8(4, 1).bytes()),
        // Big-endian: the machine is read in the file's own byte order.
        entry("elf-data", elf().u8(5, 2).u16(18, 62 << 8).bytes()),
        entry("elf-version", elf().u8(6, 0).bytes()),
        entry("elf-relocatable", elf().u16(16, 1).bytes()),
        entry("elf-core", elf().u16(16, 4).bytes()),
        entry("elf-type", elf().u16(16, 0xfe00).bytes()),
        entry("elf-ehsize", elf().u16(52, 52).bytes()),
        entry("elf-phentsize", elf().u16(54, 32).bytes()),
        entry("elf-phnum", elf().u16(56, 0xffff).bytes()),
        entry("elf-phdrs-beyond-file", elf().u64(32, -8L).bytes()),
        entry("elf-nothing-to-load", elf().u16(56, 0).bytes()),
        entry("elf-truncated", Arrays.copyOf(kernel(), 0x1800)),
        entry("elf-segment-beyond-file", elf().u64(ph(1) + 8, -0x400L).bytes()),
        entry("elf-memsz-too-small", elf().u64(ph(0) + 40, 0xfff).bytes()),
        entry("elf-segment-wraps", elf().u64(ph(1) + 24, -0x1000L).bytes()),
        entry("elf-align", elf().u64(ph(0) + 48, 0x300000).bytes()),
        entry("elf-segments-overlap", elf().u64(ph(1) + 24, 0x1000fff).bytes()),
        entry("elf-size-absurd", elf().u64(ph(1) + 24, 0x90000000L).bytes()),
        entry("elf-entry-outside", elf().u64(24, 0x2000000).bytes()));
  }
}
