package kexec.linux;

import static org.assertj.core.api.Assertions.assertThat;

import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryType;
import org.junit.jupiter.api.Test;

/** What the maps of several kinds of machines come to; the expected maps were made by hand. */
class MachinesTest {

  @Test
  void laptop() throws Exception {
    assertMap(
        "laptop.iomem",
        """
        0 1000 reserved
        1000 9f000 ram
        9f000 a0000 reserved
        100000 93e5d000 ram
        93e5d000 95d5d000 reserved
        95d5d000 95dfa000 nvs
        95dfa000 95e4f000 acpi
        95e4f000 95e50000 ram
        95e50000 9f800000 reserved
        c0000000 d0000000 reserved
        100000000 45e800000 ram
        83000000 93000000 crash""");
  }

  @Test
  void kernelLogOfQemu() throws Exception {
    assertMap(
        "qemu.log",
        """
        0 9fc00 ram
        9fc00 a0000 reserved
        f0000 100000 reserved
        100000 7ffe0000 ram
        7ffe0000 80000000 reserved
        feffc000 ff000000 reserved
        fffc0000 100000000 reserved
        30000000 40000000 crash""");
  }

  @Test
  void bootAliasesWinOnKeystone() throws Exception {
    assertMap(
        "keystone.iomem",
        """
        80000000 a0000000 ram
        a8000000 100000000 ram
        90000000 94000000 crash""");
  }

  @Test
  void arm64TakesTheHighestCrashRegionAndLeavesReservedAndDriverMemoryOut() throws Exception {
    assertMap(
        "arm64.iomem",
        """
        40000000 41400000 ram
        41400000 41900000 reserved
        41900000 140000000 ram
        8000000000 8100000000 pmem
        120000000 140000000 crash
        fe000000 ff800000 low""");
  }

  @Test
  void xenDom0() throws Exception {
    assertMap(
        "xen-dom0.iomem",
        """
        0 1000 reserved
        1000 9c000 ram
        9c000 100000 reserved
        100000 40000000 ram
        40000000 bf790000 unusable
        bf790000 bf79e000 acpi
        bf79e000 bf7d0000 nvs
        bf7d0000 bf7e0000 reserved
        fec00000 fec01000 reserved
        fee00000 fee01000 reserved
        100000000 440000000 unusable""");
  }

  @Test
  void serverWithMoreRegionsThanAnE820TableHolds() throws Exception {
    StringBuilder text = new StringBuilder();
    int regions = 1000;
    for (long i = 0; i < regions; i++) {
      long start = i << 30;
      text.append("%08x-%08x : System RAM%n".formatted(start, start + (1L << 30) - (1 << 20) - 1));
      text.append("  %08x-%08x : Kernel data%n".formatted(start, start + 0xfff));
    }
    MemoryMap map = MemoryMapText.parse("server", text.toString());
    assertThat(map.regions()).hasSize(regions);
    assertThat(map.ofType(MemoryType.RAM).size()).isEqualTo(regions * ((1L << 30) - (1 << 20)));
  }

  private static void assertMap(String name, String expected) throws Exception {
    MemoryMap map = MemoryMapText.parse(name, Texts.resource(name));
    assertThat(Texts.brief(map)).isEqualTo(expected);
  }
}
