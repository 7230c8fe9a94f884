package kexec.api.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemoryMapListingTest {

  private static final String ALL =
      "[0x0, 0x9fc00) ram; [0x9fc00, 0xa0000) reserved; [0x100000, 0xbffdf000) ram; "
          + "[0xbffdf000, 0xbffff000) acpi; [0xbffff000, 0xc0000000) nvs; "
          + "[0x100000000, 0x140000000) pmem; [0x140000000, 0x180000000) pram; "
          + "[0x180000000, 0x1c0000000) soft-reserved; [0x1c0000000, 0x200000000) type 20; "
          + "[0x200000000, 0x200001000) unusable; [0x200001000, 0x200002000) type 4294967294; "
          + "held [0x200000, 0x300000); held [0x400000, 0x500000); "
          + "kernel RAM [0x1000, 0x9fc00); kernel RAM [0x100000000, 0x120000000); "
          + "crash kernel [0x30000000, 0x40000000); low crash memory [0x10000000, 0x18000000); "
          + "crash CMA [0x50000000, 0x60000000); crash CMA [0x70000000, 0x80000000); "
          + "crash CMA unknown";

  @Test
  void readsWhatAMapWrites() {
    MemoryMap map = MemoryMapListing.parse(ALL);

    assertThat(map).hasToString(ALL);
    assertThat(MemoryMapListing.parse(map.toString())).isEqualTo(map);
    assertThat(map.regions())
        .contains(
            new MemoryRegion(Range.machine(0xbffdf000L, 0xbffff000L), MemoryType.ACPI),
            new MemoryRegion(Range.machine(0x1_4000_0000L, 0x1_8000_0000L), MemoryType.PRAM),
            new MemoryRegion(Range.machine(0x1_c000_0000L, 0x2_0000_0000L), new MemoryType(20)));
    assertThat(map.crashRegion()).contains(Range.machine(0x30000000, 0x40000000));
    assertThat(map.crashLow()).contains(Range.machine(0x10000000, 0x18000000));
    assertThat(map.crashCma().ranges()).hasSize(2);
    assertThat(map.held().size()).isEqualTo(0x200000);
    assertThat(map.kernelRam().size()).isEqualTo(0x2009_ec00L);
    assertThat(map.isUnknown(UnknownMemory.CRASH_CMA)).isTrue();
    assertThat(map.isUnknown(UnknownMemory.CRASH_REGION)).isFalse();
  }

  @Test
  void aKernelWithoutRamIsWrittenToo() {
    MemoryMap map = MemoryMapListing.parse("[0x0, 0x1000) ram; kernel RAM [0x0, 0x0)");

    assertThat(map.kernelRam().isEmpty()).isTrue();
    assertThat(MemoryMapListing.parse(map.toString())).isEqualTo(map);
  }

  /** So that a configuration without memory is noticed. */
  @Test
  void aMapWithoutAnythingIsWrittenButNotRead() {
    assertThat(MemoryMap.of(List.of()).toString()).isEmpty();
    assertThatThrownBy(() -> MemoryMapListing.parse(""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ";",
        "[0x0, 0x1000)",
        "[0x0, 0x1000) memory",
        "[0x0, 0x1000) type",
        "[0x0, 0x1000) type 4294967296",
        "[0x0, 0x1000) type -1",
        "[0x1000, 0x0) ram",
        "[0, 1000) ram",
        "[0x0, 0x1000] ram",
        "[0x0, 0x11111111111111111) ram",
        "[0x0, 0x2000) ram; [0x1000, 0x3000) nvs",
        "[0x0, 0x2000) ram; crash kernel [0x1000, 0x3000)",
        "[0x0, 0x2000) ram; crash kernel [0x1000, 0x2000); crash kernel [0x1000, 0x2000)",
        "[0x0, 0x2000) ram; crash CMA [0x1000, 0x3000)",
        "[0x0, 0x2000) ram; anything [0x1000, 0x2000)",
        "[0x0, 0x2000) ram; anything unknown",
        "[0x0, 0x2000) ram;"
      })
  void refusesAllElse(String text) {
    assertThatThrownBy(() -> MemoryMapListing.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).{10,}");
  }
}
