package kexec.linux;

import static kexec.linux.Tree.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import org.junit.jupiter.api.Test;

class IomemTest {

  @Test
  void theHighestOfTwoCrashRegionsIsForTheImage() throws Exception {
    MemoryMap map = Iomem.parse("x", SampleTexts.resource("arm64.iomem")).memoryMap();
    assertThat(map.crashRegion()).contains(Range.machine(0x120000000L, 0x140000000L));
    assertThat(map.crashLow()).contains(Range.machine(0xfe000000L, 0xff800000L));
  }

  @Test
  void partsOfTheKernel() throws Exception {
    Iomem iomem = Iomem.parse("x", SampleTexts.resource("laptop.iomem"));
    assertThat(iomem.kernelCode()).contains(Range.machine(0x1000000, 0x1e00e91));
    assertThat(iomem.named("System ROM").ranges())
        .containsExactly(Range.machine(0xf0000, 0x100000));
    assertThat(iomem.named("pnp 00:06").size()).isEqualTo(0x10000000);
    assertThat(iomem.named("absent").isEmpty()).isTrue();
  }

  @Test
  void aMachineWithoutACrashRegion() throws Exception {
    Iomem iomem = Iomem.parse("x", "00000000-00000fff : System RAM\n");
    assertThat(iomem.memoryMap().crashRegion()).isEmpty();
    assertThat(iomem.kernelCode()).isEmpty();
  }

  @Test
  void refusals() {
    assertRefused(MemoryMapException.EMPTY, () -> Iomem.parse("x", "\n"));
    assertRefused(MemoryMapException.LINE, () -> Iomem.parse("x", "0x0-0xfff usable"));
    assertRefused(
        MemoryMapException.ZEROS, () -> Iomem.parse("x", "00000000-00000000 : System RAM\n"));
    assertRefused(
        MemoryMapException.TOO_LONG,
        () -> Iomem.parse("x", "#".repeat(MemoryMapText.MAX_LENGTH + 1)));
  }

  @Test
  void rootsResolveAbsolutePathsOnly() {
    assertThat(new LinuxRoot(Path.of("/a")).resolve("/proc/x")).isEqualTo(Path.of("/a/proc/x"));
    assertThat(LinuxRoot.running().resolve("/proc")).isEqualTo(Path.of("/proc"));
    assertThatIllegalArgumentException().isThrownBy(() -> LinuxRoot.running().resolve("proc"));
  }
}
