package kexec.receiver.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import kexec.api.fault.KexecException;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.memory.UnknownMemory;
import kexec.receiver.FakeTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
                + " [0x1ffdd000, 0x20000000) reserved; held [0x0, 0x1000);"
                + " kernel RAM [0x1000, 0x9fc00); kernel RAM [0x100000, 0x1ffdd000);"
                + " crash kernel [0x10000000, 0x18000000)");
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
    assertThat(map.read().isUnknown(UnknownMemory.CRASH_REGION)).isTrue();
  }

  @Test
  void hiddenIsNotAbsentUnlessTheKernelSaysSo() throws Exception {
    tree.put("/proc/iomem", HIDDEN);
    tree.put("/sys/kernel/kexec_crash_size", "0\n");
    assertThat(map.read().isUnknown(UnknownMemory.CRASH_REGION)).isFalse();

    tree.put("/sys/kernel/kexec_crash_size", "nonsense\n");
    assertThat(map.read().isUnknown(UnknownMemory.CRASH_REGION)).isTrue();

    tree.put("/proc/iomem", FakeTree.IOMEM);
    assertThat(map.read().isUnknown(UnknownMemory.CRASH_REGION)).isFalse();
  }

  @Test
  void whatDriversAddIsDumpedAndNoPlaceForSegments() throws Exception {
    Range<MachineAddress> added = Range.machine(0x140000000L, 0x180000000L);
    tree.put(
        "/proc/iomem",
        FakeTree.IOMEM
            + "100000000-1ffffffff : virtio0\n  140000000-17fffffff : System RAM (virtio_mem)\n");
    MemoryMap host = map.read();

    assertThat(host.dumped().contains(added)).isTrue();
    assertThat(host.usable().intersect(added).isEmpty()).isTrue();
    assertThat(host.ram().intersect(added).isEmpty()).isTrue();
  }

  /**
   * Memory that the kernel ignores because of {@code mem=}: it is still reported to the next
   * kernel.
   */
  @Test
  void ramThatTheKernelDoesNotUseIsNotDumped() throws Exception {
    Range<MachineAddress> unused = Range.machine(0x100000000L, 0x200000000L);
    tree.memmap(4, "0x100000000", "0x1ffffffff", "System RAM");

    assertThat(map.read().ram().contains(unused)).isTrue();
    assertThat(map.read().dumped().intersect(unused).isEmpty()).isTrue();
  }

  @Test
  void cmaCrashMemory() throws Exception {
    tree.put("/sys/kernel/kexec/crash_cma_ranges", "04000000-07ffffff\n");
    MemoryMap host = map.read();

    assertThat(host.crashCma()).isEqualTo(RangeSet.of(Range.machine(0x4000000, 0x8000000)));
    assertThat(host.isUnknown(UnknownMemory.CRASH_CMA)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense\n", "40000000-4fffffff\n", "17000000-18ffffff\n"})
  void cmaCrashMemoryThatCannotBe(String text) throws Exception {
    tree.put("/sys/kernel/kexec/crash_cma_ranges", text);

    assertThat(map.read().crashCma().isEmpty()).isTrue();
    assertThat(map.read().isUnknown(UnknownMemory.CRASH_CMA)).isTrue();
  }

  @Test
  void cmaThatAKernelHasAndDoesNotTell() throws Exception {
    tree.put("/proc/cmdline", "ro crashkernel=100M crashkernel=768M,cma quiet\n");
    assertThat(map.read().isUnknown(UnknownMemory.CRASH_CMA)).isTrue();

    tree.put("/proc/cmdline", "ro crashkernel=100M quiet\n");
    assertThat(map.read().isUnknown(UnknownMemory.CRASH_CMA)).isFalse();
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
