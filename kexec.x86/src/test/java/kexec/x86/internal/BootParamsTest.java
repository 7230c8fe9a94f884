package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import kexec.api.plan.Slot;
import kexec.api.text.ByteText;
import kexec.tck.boot.RecordedImage;
import kexec.x86.internal.ZeroPage.Entry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootParamsTest {

  private static final long PARAMS = 0x1000;
  private static final Map<String, Long> LOW =
      Map.of("kernel", 0x1000000L, "initrd", 0x8000000L, "boot-params", PARAMS, "stub", 0x20000L);

  @TempDir Path directory;

  private Bench bench;

  @BeforeEach
  void prepare() {
    bench = new Bench(new BzImageProtocol(), directory);
  }

  private static ZeroPage page(RecordedImage image) throws Exception {
    return new ZeroPage(image.bytes("boot-params"), PARAMS);
  }

  private RecordedImage build(Map<String, Long> starts) throws Exception {
    return bench.build(new SyntheticBzImage().bytes(), starts, null);
  }

  @Test
  void setupHeaderIsTheKernelsOwn() throws Exception {
    byte[] file = new SyntheticBzImage().bytes();
    byte[] segment = build(LOW).bytes("boot-params");
    byte[] changed = file.clone();
    // What the loader fills in: type_of_loader, loadflags, code32_start and the pointers.
    for (int at : new int[] {0x210, 0x211, 0x214, 0x215, 0x216, 0x217}) {
      changed[at] = segment[at];
    }
    System.arraycopy(segment, 0x218, changed, 0x218, 8);
    System.arraycopy(segment, 0x228, changed, 0x228, 4);
    int end = 0x202 + 0x6a;
    assertThat(Arrays.copyOfRange(segment, 0x1f1, end))
        .isEqualTo(Arrays.copyOfRange(changed, 0x1f1, end));
    assertThat(Arrays.copyOfRange(segment, end, 0x2d0)).containsOnly(0);
  }

  @Test
  void loaderNamesItself() throws Exception {
    ZeroPage page = page(build(LOW));
    assertThat(page.u8(0x210)).isEqualTo(0xd0);
    assertThat(page.u8(0x211)).as("LOADED_HIGH, without CAN_USE_HEAP").isEqualTo(1);
    assertThat(page.u32(0x214)).isEqualTo(0x1000000);
    assertThat(page.u8(0x1ef)).as("sentinel").isZero();
    assertThat(page.u64(0x250)).as("setup_data").isZero();
  }

  @Test
  void commandLineIsFound() throws Exception {
    bench.commandLine("root=/dev/sda1 name=ä");
    RecordedImage image = build(LOW);
    assertThat(page(image).commandLine())
        .isEqualTo("root=/dev/sda1 name=ä")
        .isEqualTo(image.commandLine());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Latin-1, 726f6f743d4c4142454c3d6772fcdf65207175696574",
    "UTF-8, 6e616d653dc3a9e6bca2f09f9280",
    "a character in pieces, 61e6bc62c3",
    "what decoders put where they lost something, 61efbfbd",
    "every byte above 127, 808182a9bfc0c1c2dfe0eff0f4f5feff"
  })
  void commandLineIsHandedOverByteForByte(String name, String hex) throws Exception {
    byte[] line = HexFormat.of().parseHex(hex);
    bench.commandLine(ByteText.of(line));

    byte[] segment = build(LOW).bytes("boot-params");

    int at = (int) (page(build(LOW)).u32(0x228) - PARAMS);
    assertThat(Arrays.copyOfRange(segment, at, at + line.length + 1))
        .isEqualTo(Arrays.copyOf(line, line.length + 1));
  }

  @Test
  void initrdsAreJoinedAndPadded() throws Exception {
    bench.initrds(bench.file("a", new byte[] {1, 2, 3, 4, 5}), bench.file("b", new byte[] {6}));
    RecordedImage image = build(LOW);
    assertThat(image.bytes("initrd")).containsExactly(1, 2, 3, 4, 5, 0, 0, 0, 6, 0, 0, 0);
    assertThat(page(image).ramdiskImage()).isEqualTo(0x8000000);
    assertThat(page(image).ramdiskSize()).isEqualTo(12);
  }

  @Test
  void noInitrdIsNoAddress() throws Exception {
    RecordedImage image = build(LOW);
    assertThat(image.names()).doesNotContain("initrd");
    assertThat(page(image).ramdiskImage()).isZero();
    assertThat(page(image).ramdiskSize()).isZero();
  }

  @Test
  void addressesAbove4GiBAreWhole() throws Exception {
    bench.initrds(bench.file("a", new byte[4]));
    RecordedImage image =
        build(
            Map.of(
                "kernel",
                0x240000000L,
                "initrd",
                0x3_8000_0000L,
                "boot-params",
                PARAMS,
                "stub",
                0x20000L));
    assertThat(page(image).ramdiskImage()).isEqualTo(0x380000000L);
    assertThat(page(image).u32(0x214)).as("code32_start").isZero();
    assertThat(image.entry().kernelEntry()).hasToString("0x240000200");
  }

  @Test
  void defaultImageIsToldTheWholeMap() throws Exception {
    assertThat(page(build(LOW)).e820())
        .containsExactly(
            new Entry(0, 0x9fc00, 1),
            new Entry(0x9fc00, 0x400, 2),
            new Entry(0xf0000, 0x10000, 2),
            new Entry(0x100000, 0x1fed0000, 1),
            new Entry(0x1ffd0000, 0x10000, 3),
            new Entry(0x1ffe0000, 0x10000, 4),
            new Entry(0x1fff0000, 0x10000, 5),
            new Entry(0xfeffc000L, 0x4000, 2),
            new Entry(0x100000000L, 0x10000000, 7));
  }

  @Test
  void crashImageIsToldItsOwnRamOnly() throws Exception {
    bench.slot(Slot.CRASH);
    // Its whole pages are left out: [0x14000000, 0x14002000).
    Range<MachineAddress> header = Range.machine(0x14000000, 0x14001400);
    RecordedImage image = bench.build(new SyntheticBzImage().bytes(), LOW, header);
    assertThat(page(image).e820())
        .containsExactly(
            new Entry(0, 0x9fc00, 1),
            new Entry(0x9fc00, 0x400, 2),
            new Entry(0xf0000, 0x10000, 2),
            new Entry(0x10000000, 0x4000000, 1),
            new Entry(0x14002000, 0x3ffe000, 1),
            new Entry(0x1ffd0000, 0x10000, 3),
            new Entry(0x1ffe0000, 0x10000, 4),
            new Entry(0x1fff0000, 0x10000, 5),
            new Entry(0xfeffc000L, 0x4000, 2),
            new Entry(0x100000000L, 0x10000000, 7));
    assertThat(page(image).commandLine()).isEqualTo("quiet elfcorehdr=0x14000000");
  }

  @Test
  void crashImageGetsCmaMemoryToo() throws Exception {
    bench
        .memory(
            Machines.small()
                .withCrashCma(
                    RangeSet.of(
                        List.of(
                            Range.machine(0x4000000, 0x6000000),
                            Range.machine(0x1a000000, 0x1c000000)))))
        .slot(Slot.CRASH);
    Range<MachineAddress> header = Range.machine(0x14000000, 0x14001000);
    RecordedImage image = bench.build(new SyntheticBzImage().bytes(), LOW, header);
    assertThat(page(image).e820())
        .filteredOn(entry -> entry.type() == 1)
        .containsExactly(
            new Entry(0, 0x9fc00, 1),
            new Entry(0x4000000, 0x2000000, 1),
            new Entry(0x10000000, 0x4000000, 1),
            new Entry(0x14001000, 0x3fff000, 1),
            new Entry(0x1a000000, 0x2000000, 1));
  }

  @Test
  void typesThatAreOnlyHandedOnKeepTheirNumbers() throws Exception {
    bench.memory(Machines.manyTypes());
    assertThat(page(build(LOW)).e820())
        .extracting(Entry::type)
        .containsExactly(1, 1, 12, 7, 20, 0xefffffff);
  }

  @Test
  void entriesBeyondThePageAreChained() throws Exception {
    // 2 + 2 * n regions: 130 of them.
    bench.memory(Machines.riddled(64));
    ZeroPage page = page(build(LOW));
    assertThat(page.u8(0x1e8)).isEqualTo(128);
    assertThat(page.u64(0x250)).isGreaterThan(PARAMS + 4096);
    List<Entry> expected =
        Machines.riddled(64).regions().stream()
            .map(
                region ->
                    new Entry(
                        region.range().start().value(),
                        region.range().size(),
                        region.type().number()))
            .toList();
    assertThat(expected).hasSize(130);
    assertThat(page.e820()).isEqualTo(expected);
  }

  @Test
  void exactlyAFullPageNeedsNoChain() throws Exception {
    bench.memory(Machines.riddled(63));
    ZeroPage page = page(build(LOW));
    assertThat(page.u8(0x1e8)).isEqualTo(128);
    assertThat(page.u64(0x250)).isZero();
    assertThat(page.e820()).hasSize(128);
  }

  @Test
  void registersNameThePlaces() throws Exception {
    RecordedImage image = build(LOW);
    assertThat(image.entry().entry()).hasToString("0x20000");
    assertThat(image.entry().registers())
        .containsEntry("rip", 0x1000200L)
        .containsEntry("rsi", PARAMS)
        .containsEntry("rsp", 0x20160L)
        .containsEntry("rbx", 0L)
        .containsEntry("rbp", 0L)
        .containsEntry("rdi", 0L);
  }
}
