package kexec.x86.internal;

import static kexec.x86.internal.SyntheticMultiboot.RELOCATABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import kexec.api.memory.HoleRequest;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.EntryCheck;
import kexec.base.kernel.Align;
import kexec.tck.boot.RecordedImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Images for receivers that allow nothing in low memory: the boot protocols prefer the lowest
 * place, but do not need low memory.
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

  /** Builds with the requested placement, in RAM at or above an address. */
  private static RecordedImage build(Bench bench, byte[] kernel, long lowest) throws Exception {
    RangeSet<MachineAddress> ram =
        bench.request(kernel).memory().ram().subtract(RangeSet.of(Range.machine(0, lowest)));
    AtomicReference<RangeSet<MachineAddress>> free = new AtomicReference<>(ram);
    return bench.build(
        kernel,
        new RecordedImage(
            Bench.MOST_SEGMENTS,
            Optional.empty(),
            wanted -> {
              Range<MachineAddress> place =
                  free.get()
                      .findHole(
                          new HoleRequest<>(
                              Align.up(wanted.size(), 4096),
                              Math.max(wanted.alignment(), 4096),
                              wanted.within(),
                              wanted.direction()))
                      .orElseThrow(() -> new AssertionError("no place for " + wanted));
              free.set(free.get().subtract(RangeSet.of(place)));
              return place;
            }));
  }

  private static long start(RecordedImage image, String name) {
    return image.memory(name).start().value();
  }

  private static void assertStacked(RecordedImage image, long first) {
    TreeMap<Long, String> small = new TreeMap<>();
    for (String name : List.of("boot-params", "stub", "purgatory")) {
      small.put(start(image, name), name);
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
    RecordedImage image = build(bench, kernel, lowest);

    assertThat(start(image, "kernel")).isEqualTo(16 * MIB);
    long params = lowest == MIB ? MIB : 20 * MIB;
    assertStacked(image, params);
    assertThat(image.entry().entry().value()).isEqualTo(start(image, "purgatory"));
    assertThat(image.entry().registers()).containsEntry("rsi", params);
    assertThat(new ZeroPage(image.bytes("boot-params"), params).commandLine()).isEqualTo("quiet");
  }

  /** Linked like Xen itself, but placed as low as possible instead of as high. */
  @ParameterizedTest
  @ValueSource(longs = {MIB, 16 * MIB})
  void aMultibootKernelThatCanBeMovedFindsItsPlacesAbove(long lowest) throws Exception {
    byte[] kernel = new SyntheticMultiboot().u32(RELOCATABLE + 20, 1).bytes();
    Bench bench = bench(MultibootVersion.TWO);
    RecordedImage image = build(bench, kernel, lowest);

    assertThat(start(image, "kernel")).isEqualTo(Math.max(lowest, 2 * MIB));
    assertStacked(image, lowest == MIB ? MIB : 16 * MIB + 0x5000);
    assertThat(image.entry().kernelEntry().value()).isEqualTo(start(image, "kernel") + 0x100);
    assertThat(image.entry().registers()).containsEntry("ebx", start(image, "boot-params"));
    assertThat(MultibootInformation.two(image.bytes("boot-params")).loadBase())
        .isEqualTo(start(image, "kernel"));
  }

  @ParameterizedTest
  @EnumSource
  void aMultibootKernelThatStaysNeedsItsOwnPlaceOnly(MultibootVersion version) throws Exception {
    byte[] kernel = new SyntheticMultiboot().bytes();
    RecordedImage image = build(bench(version), kernel, 2 * MIB);

    boolean moves = version == MultibootVersion.TWO;
    assertThat(start(image, "kernel")).isEqualTo(moves ? 0xc0000000L - 2 * MIB : 2 * MIB);
    assertStacked(image, moves ? 2 * MIB : 2 * MIB + 0x5000);
  }

  /** With quadratic time this would take minutes. */
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
        () -> assertThat(build(bench, kernel, 16 * MIB).contents()).hasSize(4));
  }
}
