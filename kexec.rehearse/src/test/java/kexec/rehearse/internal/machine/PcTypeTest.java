package kexec.rehearse.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.rehearse.internal.emulator.RamWindow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The expected values are from QEMU 7.2's monitor: {@code info mtree -f}. */
class PcTypeTest {

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  /** {@return RAM, from hexadecimal addresses: {@code 1000-9fc00+100000-80000000}} */
  private static RangeSet<MachineAddress> ram(String text) {
    List<Range<MachineAddress>> ranges = new ArrayList<>();
    for (String range : text.split("\\+", -1)) {
      String[] ends = range.split("-", -1);
      ranges.add(
          Range.machine(Long.parseUnsignedLong(ends[0], 16), Long.parseUnsignedLong(ends[1], 16)));
    }
    return RangeSet.of(ranges);
  }

  @ParameterizedTest
  @CsvSource({
    // As much as the kernel needs at least.
    "0-1000, 64, 64",
    "1000-9fc00+100000-4000000, 64, 64",
    "1000-9fc00+100000-3fe0000, 64, 64",
    "1000-9fc00+100000-4000001, 65, 65",
    "100000-40000000, 1024, 1024",
    "100000-80000000, 2048, 2048",
    // A q35 with 2816 MiB has 2 GiB of them below 4 GiB.
    "100000-aff00000, 2815, 2815",
    "100000-aff00001, none, 2816",
    "100000-b0000000, none, 2816",
    "100000-c0000000, none, 3072",
    "100000-dff00000, none, 3583",
    "100000-e0000000, none, none",
    "100000-100000000, none, none",
    // 2 GiB and 3 GiB below.
    "100000-80000000+100000000-180000000, 4096, 5120",
    "100000-7fe00000+100000000-640000000, 23552, 24576",
    "100000-c0000000+100000000-640000000, none, 24576",
    "100000-bffd0000+100000000-100100000, none, 3584",
    "100000-c0000001+100000000-640000000, none, none",
    // A little above 4 GiB needs more than that: a split begins with 2816 and 3584 MiB.
    "100000-80000000+100000000-100100000, 2816, 3584",
    "100000-80000000+140000000-140100000, 3073, 4097",
    // RAM in the hole of the devices.
    "100000-80000000+f0000000-f0001000, none, none",
    // As far as a processor's addresses reach, without PCI's.
    "100000-80000000+100000000-f500000000, 1001472, 1002496",
    "100000-80000000+100000000-f500100000, none, 1002497",
    "100000-80000000+100000000-fc80000000, none, 1033216",
    "100000-80000000+100000000-fc80100000, none, none",
    "100000-80000000+100000000-10000000000, none, none",
    "100000-80000000+20000000000-20000100000, none, none",
    "100000-80000000+7fffffff00000000-8000000000000000, none, none",
    "100000-80000000+8000000000000000-fffffffffffff000, none, none"
  })
  void theSizeForAMachine(String text, String q35, String pc) {
    assertThat(mib(PcType.Q35, text)).isEqualTo(q35);
    assertThat(mib(PcType.PC, text)).isEqualTo(pc);
  }

  private static String mib(PcType type, String text) {
    Optional<Long> bytes = type.bytesFor(ram(text));
    assertThat(bytes.filter(size -> size % MIB != 0)).isEmpty();
    return bytes.map(size -> Long.toString(size / MIB)).orElse("none");
  }

  @ParameterizedTest
  @EnumSource
  void noRamIsNoMachine(PcType type) {
    assertThat(type.bytesFor(RangeSet.empty())).isEmpty();
  }

  @Test
  void theWindows() {
    assertThat(PcType.Q35.windows(0xafffffffL))
        .containsExactly(new RamWindow(Range.machine(0, 0xafffffffL), 0));
    assertThat(PcType.Q35.windows(24 * GIB))
        .containsExactly(
            new RamWindow(Range.machine(0, 2 * GIB), 0),
            new RamWindow(Range.machine(4 * GIB, 26 * GIB), 2 * GIB));
    assertThat(PcType.PC.windows(24 * GIB))
        .containsExactly(
            new RamWindow(Range.machine(0, 3 * GIB), 0),
            new RamWindow(Range.machine(4 * GIB, 25 * GIB), 3 * GIB));
    assertThat(PcType.PC.windows(0xe0000000L)).hasSize(2);
  }

  /** What a machine's map says is RAM is in its windows, and all of them but the firmware's. */
  @ParameterizedTest
  @CsvSource({"Q35, 64", "Q35, 2815", "Q35, 2816", "Q35, 24576", "PC, 3583", "PC, 3584"})
  void theMapIsThatOfTheWindows(PcType type, long mib) {
    MemoryMap map = type.map(mib * MIB);
    RangeSet<MachineAddress> windows =
        RangeSet.of(type.windows(mib * MIB).stream().map(RamWindow::memory).toList());
    assertThat(windows.size()).isEqualTo(mib * MIB);
    assertThat(windows.subtract(map.ram()))
        .isEqualTo(RangeSet.of(Range.machine(0x9fc00, 0x100000)));
    assertThat(map.ram().subtract(windows).isEmpty()).isTrue();
    assertThat(type.bytesFor(map.ram())).contains(mib * MIB);
  }

  @Test
  void theLabels() {
    assertThat(PcType.Q35.label()).isEqualTo("q35");
    assertThat(PcType.PC.label()).isEqualTo("pc");
  }
}
