package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import kexec.api.boot.BootFile;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.memory.Direction;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.MappedFile;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.tck.boot.RecordedImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BzImageProtocolTest {

  @TempDir Path directory;

  private final BzImageProtocol protocol = new BzImageProtocol();
  private Bench bench;

  @BeforeEach
  void prepare() {
    bench = new Bench(protocol, directory);
  }

  private static SyntheticBzImage image() {
    return new SyntheticBzImage();
  }

  private KernelFacts facts(byte[] kernel) throws Exception {
    return ((Recognition.Recognised) protocol.recognise(bench.file("kernel", kernel))).facts();
  }

  @Test
  void factsComeFromTheHeader() throws Exception {
    KernelFacts facts = facts(image().bytes());
    assertThat(facts.format()).isEqualTo("bzImage");
    assertThat(facts.version()).contains(SyntheticBzImage.VERSION);
    assertThat(facts.commandLineLimit()).isEqualTo(2047);
    assertThat(facts.fields())
        .containsEntry("setup_sects", "0x3")
        .containsEntry("version", "0x20f")
        .containsEntry("xloadflags", "0x7f")
        .containsEntry("pref_address", "0x1000000")
        .containsEntry("init_size", "0x400000");
    assertThat(facts.fields().keySet()).startsWith("setup_sects").endsWith("handover_offset");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "boot_flag, 0x1fe, boot_flag at 0x1fe",
    "header, 0x202, header at 0x202",
  })
  void otherFilesAreForeign(String name, int offset, String reason) throws Exception {
    BootFile file = bench.file("kernel", image().u8(offset, 0).bytes());
    assertThat(protocol.recognise(file))
        .isInstanceOfSatisfying(
            Recognition.Foreign.class, foreign -> assertThat(foreign.reason()).contains(reason));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"no text, 0", "beyond the setup code, 0x600", "beyond the file, 0xffff"})
  void kernelWithoutVersionText(String name, String pointer) throws Exception {
    byte[] kernel = image().u16(0x20e, Integer.decode(pointer)).bytes();
    assertThat(facts(kernel).version()).isEmpty();
  }

  @Test
  void versionTextWithoutAnEndIsNone() throws Exception {
    SyntheticBzImage image = image();
    for (int at = 0x500; at < SyntheticBzImage.PAYLOAD_START; at++) {
      image.u8(at, 'x');
    }
    assertThat(facts(image.bytes()).version()).isEmpty();
  }

  @Test
  void setupSectsOfZeroMeansFour() throws Exception {
    byte[] kernel = image().u8(0x1f1, 0).u32(0x1f4, (8192 - 5 * 512) / 16).bytes();
    RecordedImage built = bench.build(kernel, places(0x1000000), null);
    assertThat(built.data("kernel").size()).isEqualTo(8192 - 5 * 512);
  }

  /** As in Debian's memtest86+: {@code syssize} includes the incomplete paragraph. */
  @ParameterizedTest(name = "{0} bytes of the last paragraph are missing")
  @ValueSource(ints = {0, 1, 7, 8, 14, 15})
  void aPartOfAParagraphIsAsGoodAsAWholeOne(int missing) throws Exception {
    byte[] kernel = Arrays.copyOf(image().bytes(), SyntheticBzImage.SIZE - missing);
    RecordedImage built = bench.build(kernel, places(0x1000000), null);
    assertThat(built.bytes("kernel"))
        .isEqualTo(Arrays.copyOfRange(kernel, SyntheticBzImage.PAYLOAD_START, kernel.length));
  }

  @Test
  void aPayloadThatNeedsTheMissingBytesIsTruncated() throws Exception {
    byte[] kernel = image().u32(0x248, 0x1000).u32(0x24c, 0x800).bytes();
    BootFile file = bench.file("kernel", Arrays.copyOf(kernel, SyntheticBzImage.SIZE - 1));
    assertThat(protocol.recognise(file))
        .isInstanceOfSatisfying(
            Recognition.Malformed.class,
            malformed -> assertThat(malformed.finding().code()).isEqualTo("kernel-truncated"));
  }

  @Test
  void theMemoryMayEndWithThePartOfTheParagraph() throws Exception {
    byte[] kernel = Arrays.copyOf(image().u32(0x260, 0x17f8).bytes(), SyntheticBzImage.SIZE - 8);
    assertThat(facts(kernel).fields()).containsEntry("init_size", "0x17f8");
  }

  @Test
  void signatureBehindTheKernelIsNotLoaded() throws Exception {
    byte[] signed = Arrays.copyOf(image().bytes(), SyntheticBzImage.SIZE + 1472);
    RecordedImage built = bench.build(signed, places(0x1000000), null);
    assertThat(built.bytes("kernel"))
        .isEqualTo(
            Arrays.copyOfRange(signed, SyntheticBzImage.PAYLOAD_START, SyntheticBzImage.SIZE));
  }

  @Test
  void relocatableKernelLiesAtOrAboveItsAddress() throws Exception {
    SegmentRequest kernel = bench.wanted(image().bytes(), "kernel");
    assertThat(kernel)
        .isEqualTo(
            new SegmentRequest(
                "kernel",
                SegmentRole.KERNEL,
                0x400000,
                0x200000,
                0,
                Range.machine(0x1000000, 1L << 46),
                Direction.LOWEST,
                Range.machine(0x1000000, 0x1400000),
                kernel.rule()));
  }

  @Test
  void smallAlignmentIsRaisedTo2MiB() throws Exception {
    byte[] bytes = image().u32(0x230, 0x1000).u64(0x258, 0x1001000).bytes();
    SegmentRequest kernel = bench.wanted(bytes, "kernel");
    assertThat(kernel.alignment()).isEqualTo(0x200000);
    assertThat(kernel.preferred()).hasToString("[0x1200000, 0x1600000)");
  }

  @Test
  void fixedKernelLiesAtItsAddressOnly() throws Exception {
    byte[] bytes = image().u8(0x234, 0).u64(0x258, 0x1234000).u32(0x260, 0x3001).bytes();
    SegmentRequest kernel = bench.wanted(bytes, "kernel");
    assertThat(kernel.within()).isEqualTo(Range.machine(0x1234000, 0x1238000));
    assertThat(kernel.preferred()).isNull();
  }

  @Test
  void oldKernelStaysBelow4GiB() throws Exception {
    bench.initrds(bench.file("initrd", new byte[1]));
    byte[] bytes = image().u16(0x236, 1).bytes();
    assertThat(bench.wanted(bytes, "kernel").within().end()).hasToString("0x100000000");
    SegmentRequest initrd = bench.wanted(bytes, "initrd");
    assertThat(initrd.within()).isEqualTo(Range.machine(0x100000, 0x80000000L));
    assertThat(initrd.direction()).isEqualTo(Direction.HIGHEST);
    assertThat(initrd.preferred()).isNull();
  }

  @Test
  void smallInitrdLiesAsHighAsInitrdAddrMaxLetsIt() throws Exception {
    bench.memory(Machines.large()).initrds(bench.file("initrd", new byte[4097]));
    SegmentRequest initrd = bench.wanted(image().bytes(), "initrd");
    assertThat(initrd.size()).isEqualTo(4100);
    assertThat(initrd.preferred()).hasToString("[0x100000, 0x80000000)");
    assertThat(initrd.within().end()).hasToString("0x400000000000");
  }

  @Test
  void initrdOf3GiBLiesAbove4GiB() throws Exception {
    Path path = directory.resolve("large");
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength((3L << 30) + 1);
    }
    bench.memory(Machines.large()).initrds(BootFile.of(MappedFile.open(path)));
    SegmentRequest initrd = bench.wanted(image().bytes(), "initrd");
    assertThat(initrd.within()).isEqualTo(Range.machine(0x100000, 1L << 46));
    RecordedImage built =
        bench.build(
            image().bytes(),
            Map.of(
                "kernel",
                0x1000000L,
                "initrd",
                0x500000000L,
                "boot-params",
                0x1000L,
                "stub",
                0x20000L),
            null);
    ZeroPage page = new ZeroPage(built.bytes("boot-params"), 0x1000);
    assertThat(page.ramdiskImage()).isEqualTo(0x500000000L);
    assertThat(page.ramdiskSize()).isEqualTo((3L << 30) + 4);
  }

  /** The core computes the address: only it knows all obstacles. */
  @ParameterizedTest(name = "initrd_addr_max {0}")
  @CsvSource({"0x37ffffff, '[0x100000, 0x38000000)'", "0xffffffff, '[0x100000, 0x100000000)'"})
  void anInitrdIsTriedBelowItsLimitWhateverTheMemoryIs(String max, String first) throws Exception {
    bench.initrds(bench.file("initrd", new byte[4096]));
    byte[] kernel = image().u32(0x22c, Long.decode(max)).bytes();
    for (MemoryMap memory : List.of(Machines.small(), Machines.large())) {
      for (Slot slot : Slot.values()) {
        SegmentRequest initrd = bench.memory(memory).slot(slot).wanted(kernel, "initrd");
        assertThat(initrd.preferred()).hasToString(first);
        assertThat(initrd.direction()).isEqualTo(Direction.HIGHEST);
      }
    }
  }

  @Test
  void parametersLieLowAndLeaveTheFirstPageAlone() throws Exception {
    for (String name : new String[] {"boot-params", "stub"}) {
      SegmentRequest wanted = bench.wanted(image().bytes(), name);
      assertThat(wanted.within()).isEqualTo(Range.machine(0x1000, 1L << 46));
      assertThat(wanted.direction()).isEqualTo(Direction.LOWEST);
    }
  }

  @Test
  void parametersOfAnOldKernelStayBelow4GiB() throws Exception {
    for (String name : new String[] {"boot-params", "stub"}) {
      SegmentRequest wanted = bench.wanted(image().u16(0x236, 1).bytes(), name);
      assertThat(wanted.within()).isEqualTo(Range.machine(0x1000, 0x100000000L));
    }
  }

  @Test
  void aCrashImageMayLieWhollyAbove4GiB() throws Exception {
    bench
        .slot(Slot.CRASH)
        .memory(Machines.large().withCrashRegion(Range.machine(0x600000000L, 0x610000000L)));
    RecordedImage image =
        bench.build(
            image().bytes(),
            Map.of("kernel", 0x602000000L, "boot-params", 0x600000000L, "stub", 0x600004000L),
            Range.machine(0x60ffff000L, 0x610000000L));
    ByteBuffer page = ByteBuffer.wrap(image.bytes("boot-params")).order(ByteOrder.LITTLE_ENDIAN);
    // cmd_line_ptr and ext_cmd_line_ptr (zero-page.rst)
    assertThat(page.getInt(0x228)).isEqualTo(0x1000);
    assertThat(page.getInt(0xc8)).isEqualTo(6);
    assertThat(image.entry().registers()).containsEntry("rsi", 0x600000000L);
    assertThat(image.entry().kernelEntry()).hasToString("0x602000200");
  }

  @Test
  void crashKernelBorrowsLowRam() throws Exception {
    bench.slot(Slot.CRASH);
    assertThat(bench.laid(image().bytes()).borrowed()).hasToString("{[0x0, 0x9fc00)}");
  }

  @Test
  void theCoreAloneSaysThatThereIsNoCrashRegion() throws Exception {
    bench.slot(Slot.CRASH).memory(Machines.large());
    assertThat(bench.laid(image().bytes()).findings()).isEmpty();
  }

  @Test
  void replacedCoreHeaderIsSaid() throws Exception {
    bench.slot(Slot.CRASH).commandLine("quiet elfcorehdr=0x1");
    assertThat(bench.laid(image().bytes()).findings())
        .extracting(Finding::code)
        .containsExactly("core-header-replaced");
  }

  @ParameterizedTest(name = "{0} bytes")
  @CsvSource({"2024, false", "2025, true"})
  void crashCommandLineKeepsRoomForTheCoreHeader(int length, boolean refused) throws Exception {
    // " elfcorehdr=0x18000000" has 22 bytes, and one is for the other side of the limit.
    bench.slot(Slot.CRASH).commandLine("x".repeat(length + 1));
    RecordedImage image = bench.laid(image().bytes());
    assertThat(image.findings().stream().anyMatch(Finding::isError)).isEqualTo(refused);
  }

  private static Map<String, Long> places(long kernel) {
    return Map.of("kernel", kernel, "boot-params", 0x1000L, "stub", 0x20000L);
  }
}
