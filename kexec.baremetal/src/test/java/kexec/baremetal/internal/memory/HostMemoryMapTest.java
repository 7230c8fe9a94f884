package kexec.baremetal.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import kexec.api.fault.KexecException;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.baremetal.internal.FakeTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostMemoryMapTest {

  private static final String HIDDEN =
      """
      00000000-00000000 : Reserved
      00000000-00000000 : System RAM
        00000000-00000000 : Crash kernel
      """;

  @TempDir private Path directory;

  private FakeTree tree;
  private HostMemoryMap map;

  @BeforeEach
  void makeTree() {
    tree = new FakeTree(directory);
    map = new HostMemoryMap(tree.root());
  }

  @Test
  void theFirmwaresMapWithTheCrashRegion() throws Exception {
    assertThat(map.read())
        .hasToString(
            "[0x0, 0x9fc00) ram; [0x9fc00, 0xa0000) reserved; [0x100000, 0x1ffdd000) ram;"
                + " [0x1ffdd000, 0x20000000) reserved; crash kernel [0x10000000, 0x18000000)");
  }

  @Test
  void ramThatWasPluggedInIsAdded() throws Exception {
    tree.put("/proc/iomem", FakeTree.IOMEM + "100000000-13fffffff : System RAM\n");
    assertThat(map.read().ram().contains(Range.machine(0x100000000L, 0x140000000L))).isTrue();
  }

  @Test
  void whatTheFirmwareReservesStaysReserved() throws Exception {
    tree.put("/proc/iomem", "00100000-1fffffff : System RAM\n");
    assertThat(
            map.read().ofType(MemoryType.RESERVED).contains(Range.machine(0x1ffdd000, 0x20000000)))
        .isTrue();
  }

  @Test
  void aHiddenListingLeavesTheFirmwaresMap() throws Exception {
    tree.put("/proc/iomem", HIDDEN);
    assertThat(map.read().ram().size()).isEqualTo(0x9fc00 + 0x1ffdd000 - 0x100000);
    assertThat(map.read().crashRegion()).isEmpty();
  }

  @Test
  void aListingThatCannotBeReadLeavesTheFirmwaresMap() throws Exception {
    tree.put("/proc/iomem", "nonsense\n");
    assertThat(map.read().crashRegion()).isEmpty();
    tree.remove("/proc/iomem");
    assertThat(map.read().ram().isEmpty()).isFalse();
  }

  @Test
  void twoCrashRegions() throws Exception {
    tree.memmap(4, "0x100000000", "0x1ffffffff", "System RAM");
    tree.put(
        "/proc/iomem",
        FakeTree.IOMEM
            + "100000000-1ffffffff : System RAM\n  1e0000000-1efffffff : Crash kernel\n");
    assertThat(map.read().crashRegion()).contains(Range.machine(0x1e0000000L, 0x1f0000000L));
    assertThat(map.read().crashLow()).contains(Range.machine(0x10000000, 0x18000000));
  }

  @Test
  void withoutAFirmwareMapTheListingIsTheMap() throws Exception {
    tree.remove("/sys/firmware/memmap");
    assertThat(map.read())
        .hasToString(
            "[0x0, 0x1000) reserved; [0x1000, 0x9fc00) ram; [0x9fc00, 0xa0000) reserved;"
                + " [0x100000, 0x1ffdd000) ram; [0x1ffdd000, 0x20000000) reserved;"
                + " crash kernel [0x10000000, 0x18000000)");
  }

  @Test
  void withNeitherThereIsNoMap() {
    tree.remove("/sys/firmware/memmap");
    tree.put("/proc/iomem", HIDDEN);
    assertThatThrownBy(map::read).isInstanceOf(KexecException.class);
  }
}
