package kexec.linux;

import static org.assertj.core.api.Assertions.assertThat;

import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryType;
import org.junit.jupiter.api.Test;

/** Memory maps of several kinds of machines, against expected maps made by hand. */
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
  void q35() throws Exception {
    assertMap(
        "q35.iomem",
        """
        0 1000 reserved
        1000 9fc00 ram
        9fc00 a0000 reserved
        f0000 100000 reserved
        100000 1ffdf000 ram
        1ffdf000 20000000 reserved
        b0000000 c0000000 reserved
        fed1c000 fed20000 reserved
        feffc000 ff000000 reserved
        fffc0000 100000000 reserved
        fd00000000 10000000000 reserved
        17000000 1f000000 crash""");
  }

  @Test
  void serverWithTwoCrashRegions() throws Exception {
    assertMap(
        "server.iomem",
        """
        0 1000 reserved
        1000 a0000 ram
        a0000 100000 reserved
        100000 5e5f3000 ram
        5e5f3000 605f3000 reserved
        605f3000 6b3ff000 ram
        6b3ff000 6ebff000 reserved
        6ebff000 6f9ff000 nvs
        6f9ff000 6ffff000 acpi
        6ffff000 70000000 ram
        70000000 90000000 reserved
        fd000000 fe800000 reserved
        fed20000 fed45000 reserved
        fee00000 fee01000 reserved
        ff000000 100000000 reserved
        100000000 4040000000 ram
        383ffff00000 384000000000 reserved
        3ffd000000 403d000000 crash
        4e000000 5e000000 low""");
  }

  @Test
  void efiLaptop() throws Exception {
    assertMap(
        "efi-laptop.iomem",
        """
        0 1000 reserved
        1000 9f000 ram
        9f000 100000 reserved
        100000 9b00000 ram
        9b00000 9e00000 reserved
        9e00000 9f00000 ram
        9f00000 9f3c000 nvs
        9f3c000 3c3fa000 ram
        3c3fa000 3c3fb000 reserved
        3c3fb000 42b1e000 ram
        42b1e000 42b1f000 unusable
        42b1f000 449fe000 ram
        449fe000 4addd000 reserved
        4addd000 4b77f000 nvs
        4b77f000 4b7ff000 acpi
        4b7ff000 4b800000 ram
        4b800000 50000000 reserved
        50000000 60000000 soft-reserved
        fd000000 fe011000 reserved
        fec00000 fec01000 reserved
        fee00000 fee01000 reserved
        ff000000 100000000 reserved
        100000000 4ae800000 ram
        4b0000000 4c0000000 pram
        49e000000 4ae000000 crash""");
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
    MemoryMap map = MemoryMapText.parse(name, SampleTexts.resource(name));
    assertThat(SampleTexts.brief(map)).isEqualTo(expected);
  }
}
