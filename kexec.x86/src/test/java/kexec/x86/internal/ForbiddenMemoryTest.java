package kexec.x86.internal;

import static kexec.x86.internal.SyntheticMultiboot.RELOCATABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kexec.api.boot.BootImage;
import kexec.api.boot.SegmentRequest;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.EntryCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images for receivers that let nothing lie in low memory: the boot protocols ask for the lowest
 * place, but need none below.
 */
class ForbiddenMemoryTest {

  private static final long MIB = 1 << 20;
  private static final int PIECES = 100_000;

  @TempDir Path directory;

  private Bench bench(MultibootVersion version) throws Exception {
    Bench bench =
        switch (version) {
          case ONE -> new Bench(new Multiboot1Protocol(), directory);
          case TWO -> new Bench(new Multiboot2Protocol(), directory);
        };
    return bench.memory(Machines.large()).entryCheck(EntryCheck.HALT);
  }

  private Bench linux() {
    return new Bench(new BzImageProtocol(), directory)
        .memory(Machines.large())
        .entryCheck(EntryCheck.HALT);
  }

  /**
   * Places everything as it is asked for, in RAM that is not below an address; gives the starts.
   */
  private static Map<String, Long> places(Bench bench, byte[] kernel, long lowest)
      throws Exception {
    RangeSet<MachineAddress> free =
        bench.request(kernel).memory().ram().subtract(RangeSet.of(Range.machine(0, lowest)));
    Map<String, Long> starts = new HashMap<>();
    for (SegmentRequest wanted : bench.layout(kernel).requests()) {
      Range<MachineAddress> place =
          free.findHole(
                  new HoleRequest<>(
                      Align.up(wanted.size(), 4096),
                      wanted.alignment(),
                      wanted.within(),
                      wanted.direction()))
              .orElseThrow(() -> new AssertionError("no place for " + wanted));
      starts.put(wanted.name(), place.start().value());
      free = free.subtract(RangeSet.of(place));
    }
    return starts;
  }

  private static void assertStacked(Map<String, Long> places, long first) {
    TreeMap<Long, String> small = new TreeMap<>();
    for (String name : List.of("boot-params", "stub", "purgatory")) {
      small.put(places.get(name), name);
    }
    assertThat(small.values()).containsExactly("boot-params", "stub", "purgatory");
    assertThat(small.firstKey()).isEqualTo(first);
    assertThat(small.lastKey()).isLessThan(first + MIB);
  }

  @ParameterizedTest
  @ValueSource(longs = {MIB, 16 * MIB})
  void aBzImageFindsItsPlacesAbove(long lowest) throws Exception {
    Bench bench = linux();
    bench.initrds(bench.file("initrd", new byte[5000]));
    byte[] kernel = new SyntheticBzImage().bytes();
    Map<String, Long> places = places(bench, kernel, lowest);

    assertThat(places).containsEntry("kernel", 16 * MIB);
    long params = lowest == MIB ? MIB : 20 * MIB;
    assertStacked(places, params);
    BootImage image = bench.build(kernel, places, null);
    assertThat(image.entry().entry().value()).isEqualTo(places.get("purgatory"));
    assertThat(image.entry().registers()).containsEntry("rsi", params);
    assertThat(new ZeroPage(Bench.bytes(image, "boot-params"), params).commandLine())
        .isEqualTo("quiet");
  }

  /** As Xen's own is linked, but as low as it may be rather than as high. */
  @ParameterizedTest
  @ValueSource(longs = {MIB, 16 * MIB})
  void aMultibootKernelThatCanBeMovedFindsItsPlacesAbove(long lowest) throws Exception {
    byte[] kernel = new SyntheticMultiboot().u32(RELOCATABLE + 20, 1).bytes();
    Bench bench = bench(MultibootVersion.TWO);
    Map<String, Long> places = places(bench, kernel, lowest);

    assertThat(places).containsEntry("kernel", Math.max(lowest, 2 * MIB));
    assertStacked(places, lowest == MIB ? MIB : 16 * MIB + 0x5000);
    BootImage image = bench.build(kernel, places, null);
    assertThat(image.entry().kernelEntry().value()).isEqualTo(places.get("kernel") + 0x100);
    assertThat(image.entry().registers()).containsEntry("ebx", places.get("boot-params"));
    assertThat(MultibootInformation.two(Bench.bytes(image, "boot-params")).loadBase())
        .isEqualTo(places.get("kernel"));
  }

  @ParameterizedTest
  @EnumSource
  void aMultibootKernelThatStaysNeedsItsOwnPlaceOnly(MultibootVersion version) throws Exception {
    byte[] kernel = new SyntheticMultiboot().bytes();
    Map<String, Long> places = places(bench(version), kernel, 2 * MIB);

    boolean moves = version == MultibootVersion.TWO;
    assertThat(places).containsEntry("kernel", moves ? 0xc0000000L - 2 * MIB : 2 * MIB);
    assertStacked(places, moves ? 2 * MIB : 2 * MIB + 0x5000);
  }

  /** If anything took time by the square of the number, this would take minutes. */
  @Test
  void aMapOfAHundredThousandPiecesTakesNoTime() throws Exception {
    List<MemoryRegion> regions = new ArrayList<>();
    regions.add(Machines.region(16 * MIB, 64 * MIB, MemoryType.RAM));
    for (long start = 0x100000000L; regions.size() < PIECES; start += 0x2000) {
      regions.add(Machines.region(start, start + 0x1000, MemoryType.RAM));
    }
    Bench bench = linux().memory(MemoryMap.of(regions));
    byte[] kernel = new SyntheticBzImage().bytes();
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          Map<String, Long> places = places(bench, kernel, 16 * MIB);
          assertThat(bench.build(kernel, places, null).contents()).hasSize(4);
        });
  }
}
