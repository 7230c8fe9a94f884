package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import kexec.api.boot.BootFile;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.Finding;
import kexec.api.memory.Range;
import kexec.api.plan.KernelFacts;
import kexec.base.kernel.LinuxBanner;
import kexec.tck.boot.RecordedImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Elf64ProtocolTest {

  @TempDir Path directory;

  private final Elf64Protocol protocol = new Elf64Protocol();
  private Bench bench;

  @BeforeEach
  void prepare() {
    bench = new Bench(protocol, directory);
  }

  private static SyntheticElf elf() {
    return new SyntheticElf();
  }

  private RecordedImage build(byte[] kernel, long place) throws Exception {
    return bench.build(
        kernel, Map.of("kernel", place, "boot-params", 0x1000L, "stub", 0x20000L), null);
  }

  @Test
  void factsComeFromTheHeaders() throws Exception {
    KernelFacts facts =
        ((Recognition.Recognised) protocol.recognise(bench.file("kernel", elf().bytes()))).facts();
    assertThat(facts.version()).contains(SyntheticElf.VERSION);
    assertThat(facts.commandLineLimit()).isEqualTo(2047);
    assertThat(facts.fields())
        .containsEntry("e_type", "ET_EXEC")
        .containsEntry("e_entry", "0x1000040")
        .containsEntry("e_phnum", "3");
  }

  @Test
  void otherFilesAreForeign() throws Exception {
    for (byte[] bytes : new byte[][] {{0x7f, 'E', 'L'}, new SyntheticBzImage().bytes()}) {
      assertThat(protocol.recognise(bench.file("kernel", bytes)))
          .isInstanceOf(Recognition.Foreign.class);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"arm64, 183", "arm, 40", "i386, 3", "not known here, 8"})
  void otherArchitectureIsNamed(String name, int machine) throws Exception {
    BootFile file = bench.file("kernel", elf().u16(18, machine).bytes());
    assertThat(protocol.recognise(file))
        .isInstanceOfSatisfying(
            Recognition.Malformed.class,
            malformed -> assertThat(malformed.finding().message()).contains(name));
  }

  @Test
  void segmentsKeepTheirDistances() throws Exception {
    byte[] file = elf().bytes();
    byte[] kernel = build(file, 0x1000000).bytes("kernel");
    assertThat(kernel).hasSize(0x400800);
    assertThat(Arrays.copyOf(kernel, 0x1000)).isEqualTo(Arrays.copyOfRange(file, 0x1000, 0x2000));
    assertThat(Arrays.copyOfRange(kernel, 0x1000, 0x400000)).containsOnly(0);
    assertThat(Arrays.copyOfRange(kernel, 0x400000, 0x400800))
        .isEqualTo(Arrays.copyOfRange(file, 0x2000, 0x2800));
    assertThat(bench.wanted(file, "kernel").size()).as("with the .bss").isEqualTo(0x403000);
  }

  @Test
  void unsortedSegmentsAreSorted() throws Exception {
    SyntheticElf swapped = elf();
    swapped.u64(SyntheticElf.ph(0) + 24, 0x1400000).u64(SyntheticElf.ph(1) + 24, 0x1000000);
    byte[] file = swapped.bytes();
    byte[] kernel = build(file, 0x1000000).bytes("kernel");
    assertThat(Arrays.copyOf(kernel, 0x800)).isEqualTo(Arrays.copyOfRange(file, 0x2000, 0x2800));
  }

  @Test
  void segmentWithinAPageStartsWithZeros() throws Exception {
    byte[] file = elf().linkedFor(0x1000100).bytes();
    SegmentRequest wanted = bench.wanted(file, "kernel");
    assertThat(wanted.preferred().start()).hasToString("0x1000000");
    RecordedImage image = build(file, 0x1000000);
    byte[] kernel = image.bytes("kernel");
    assertThat(Arrays.copyOf(kernel, 0x100)).containsOnly(0);
    assertThat(kernel[0x100]).isEqualTo(file[0x1000]);
    assertThat(image.entry().kernelEntry()).hasToString("0x1000140");
  }

  /** In the .bss, or between segments. */
  @ParameterizedTest
  @ValueSource(longs = {0x1400800, 0x1402fff, 0x1001000})
  void anEntryAmongZerosIsRefused(long entry) throws Exception {
    assertThat(protocol.recognise(bench.file("kernel", elf().u64(24, entry).bytes())))
        .isInstanceOfSatisfying(
            Recognition.Malformed.class,
            malformed -> assertThat(malformed.finding().code()).isEqualTo("elf-entry-outside"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"physical, 0x1000040", "virtual, -0x7effffc0"})
  void entryIsPhysical(String name, String entry) throws Exception {
    byte[] file = elf().u64(24, Long.decode(entry)).bytes();
    assertThat(build(file, 0x1000000).entry().kernelEntry()).hasToString("0x1000040");
    assertThat(build(file, 0x2000000).entry().kernelEntry()).hasToString("0x2000040");
  }

  @Test
  void linuxMayBeMovedAndThatIsSaid() throws Exception {
    byte[] file = elf().bytes();
    SegmentRequest wanted = bench.wanted(file, "kernel");
    assertThat(wanted.alignment()).isEqualTo(0x200000);
    assertThat(wanted.within()).isEqualTo(Range.machine(0x100000, 1L << 46));
    assertThat(wanted.preferred().start()).hasToString("0x1000000");
    assertThat(build(file, 0x1000000).findings()).isEmpty();
    assertThat(build(file, 0x2000000).findings())
        .extracting(Finding::code)
        .containsExactly("kernel-moved");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "ET_EXEC of nobody, 2, 0x1000000, false",
    "ET_DYN of nobody, 3, 0x1000000, true",
    "not a multiple of 2 MiB, 3, 0x1001000, false",
    "in low memory, 3, 0x0, false",
  })
  void otherKernelsAreTakenByTheirWord(String name, int type, String physical, boolean moves)
      throws Exception {
    long address = Long.decode(physical);
    byte[] file = elf().ofNobody().linkedFor(address).u16(16, type).bytes();
    SegmentRequest wanted = bench.wanted(file, "kernel");
    assertThat(wanted.within())
        .isEqualTo(
            moves ? Range.machine(0x100000, 1L << 46) : Range.machine(address, address + 0x403000));
  }

  @Test
  void setupHeaderSaysWhatABzImageWouldSay() throws Exception {
    RecordedImage image = build(elf().bytes(), 0x1000000);
    ZeroPage page = new ZeroPage(image.bytes("boot-params"), 0x1000);
    assertThat(page.u16(0x1fe)).isEqualTo(0xaa55);
    assertThat(page.u32(0x202)).isEqualTo(0x53726448);
    assertThat(page.u16(0x206)).isEqualTo(0x20f);
    assertThat(page.u8(0x210)).isEqualTo(0xd0);
    assertThat(page.u8(0x211)).isEqualTo(1);
    assertThat(page.u32(0x22c)).isEqualTo(0x7fffffff);
    assertThat(page.u32(0x230)).isEqualTo(0x200000);
    assertThat(page.u8(0x234)).isEqualTo(1);
    assertThat(page.u16(0x236)).isEqualTo(3);
    assertThat(page.u32(0x238)).isEqualTo(2047);
    assertThat(page.u64(0x258)).isEqualTo(0x1000000);
    assertThat(page.u32(0x260)).isEqualTo(0x403000);
    assertThat(page.commandLine()).isEqualTo("quiet");
  }

  @Test
  void bannerIsFoundAcrossPieces() throws Exception {
    byte[] file = new byte[(1 << 20) + 4096];
    byte[] format = "Linux version %s (%s)".getBytes(StandardCharsets.US_ASCII);
    byte[] banner = "Linux version 6.1.0 (x)\n".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(format, 0, file, 100, format.length);
    System.arraycopy(banner, 0, file, (1 << 20) - 5, banner.length);
    assertThat(LinuxBanner.find(bench.file("banner", file))).contains("6.1.0 (x)");
  }

  @Test
  void noBannerIsNone() throws Exception {
    byte[] cut = "xxLinux version ".getBytes(StandardCharsets.US_ASCII);
    assertThat(LinuxBanner.find(bench.file("banner", cut))).isEmpty();
  }
}
