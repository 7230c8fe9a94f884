package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import kexec.x86.internal.SyntheticBzImage;
import kexec.x86.internal.SyntheticElf;
import kexec.x86.internal.SyntheticMultiboot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Inputs that were reported to come out wrong, through the whole command. The offsets are those of
 * Documentation/arch/x86/boot.rst and zero-page.rst, the System V gABI and the Multiboot
 * Specification, section 3.3, as plain numbers.
 */
class ReportedIT {

  /** Less than half of the uncompressed size of the small files here. */
  private static final List<String> SMALL_HEAP = List.of("-Xmx48m");

  private static final int GROWN = 60 << 20;

  @TempDir private Path directory;
  private Path segments;
  private CommandJar jkexec;

  @BeforeEach
  void start() {
    jkexec = new CommandJar(directory);
    segments = directory.resolve("segments");
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content);
  }

  private Path reported(String name) throws IOException {
    return file(name, reportedBytes(name));
  }

  private static byte[] reportedBytes(String name) throws IOException {
    try (InputStream in = ReportedIT.class.getResourceAsStream("/reported/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private String plan(byte[] kernel, Path map, String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("plan", file("k", kernel).toString()));
    words.addAll(List.of("--memory-map=" + map, "--segments-to=" + segments));
    words.addAll(List.of(options));
    assertThat(jkexec.run(words.toArray(new String[0]))).as(jkexec.err()).isZero();
    return jkexec.out();
  }

  private static byte[] kernel() {
    return new SyntheticBzImage().bytes();
  }

  private ByteBuffer segment(String role) throws IOException {
    try (Stream<Path> files = Files.list(segments)) {
      Path file =
          files.filter(at -> at.toString().endsWith("-" + role + ".bin")).findAny().orElseThrow();
      return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** The next kernel's memory map, as {@code START+SIZE TYPE}. */
  private List<String> e820() throws IOException {
    ByteBuffer parameters = segment("boot-params");
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < parameters.get(0x1e8); i++) {
      int at = 0x2d0 + 20 * i;
      entries.add(
          "%x+%x %s"
              .formatted(
                  parameters.getLong(at), parameters.getLong(at + 8), parameters.getInt(at + 16)));
    }
    return entries;
  }

  /** What a dump would contain, as {@code START+SIZE}. */
  private List<String> dumped() throws IOException {
    ByteBuffer header = segment("elfcorehdr");
    List<String> loads = new ArrayList<>();
    for (int i = 0; i < header.getShort(0x38); i++) {
      int at = 0x40 + 0x38 * i;
      if (header.getInt(at) == 1) {
        loads.add("%x+%x".formatted(header.getLong(at + 0x18), header.getLong(at + 0x28)));
      }
    }
    return loads;
  }

  @Test
  void allRamOfTheCrashedKernelIsDumpedWhereverItCameFrom() throws Exception {
    plan(kernel(), reported("kmem.iomem"), "--crash");
    assertThat(dumped())
        .containsExactly(
            "100000+2ff00000",
            "40000000+40000000",
            "100000000+40000000",
            "150000000+200000000",
            "440000000+280000000");
  }

  @Test
  void noSegmentLiesInMemoryThatADriverAdded() throws Exception {
    String plan = plan(kernel(), reported("kmem.iomem"), "--mem-min=0x140000000");
    assertThat(plan).contains("[0x640000000, 0x640400000)  4.0 MiB (4,194,304 bytes)");
    assertThat(e820())
        .contains("140000000+200000000 7", "540000000+100000000 -268435457")
        .doesNotContain("440000000+100000000 1");
  }

  @Test
  void aTypeKeepsItsNumber() throws Exception {
    plan(kernel(), reported("pram.iomem"));
    assertThat(e820())
        .endsWith("3ffdc000+24000 2", "100000000+100000000 12", "200000000+100000000 7");
  }

  @Test
  void theLogOfANewKernel() throws Exception {
    plan(kernel(), reported("new-e820.dmesg"));
    assertThat(e820())
        .containsExactly(
            "0+9fc00 1",
            "9fc00+400 2",
            "f0000+10000 2",
            "100000+7fedc000 1",
            "7ffdc000+24000 2",
            "feffc000+4000 2",
            "100000000+80000000 1");
  }

  @Test
  void aLogOfManyMegabytes() throws Exception {
    byte[] log = reportedBytes("new-e820.dmesg");
    String noise = "[    9.000000] a driver speaks\n".repeat(100_000);
    Path map =
        file(
            "long",
            (new String(log, StandardCharsets.UTF_8) + noise).getBytes(StandardCharsets.UTF_8));
    plan(kernel(), map);
    assertThat(e820()).hasSize(7);
  }

  @Test
  void theCureIsForTheLimitInTheWay() throws Exception {
    Path kernel = file("fixed", new SyntheticBzImage().u8(0x234, 0).bytes());
    String map = "--memory-map=" + reported("mid.iomem");
    assertThat(jkexec.run("plan", kernel.toString(), map, "--crash")).isEqualTo(1);
    assertThat(jkexec.err())
        .contains(
            "not relocatable",
            "[0x90000000, 0xb0000000)",
            "CONFIG_RELOCATABLE",
            "crashkernel=SIZE@0x1000000")
        .doesNotContain("--mem-min", "--mem-max", "smaller file");
    assertThat(jkexec.run("plan", kernel.toString(), map)).as(jkexec.err()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, 15})
  void aSizeInParagraphsCountsTheLastOneAlthoughItIsNotFull(int missing) throws Exception {
    byte[] kernel = kernel();
    String plan = plan(Arrays.copyOf(kernel, kernel.length - missing), reported("vm1g.iomem"));
    assertThat(plan).contains("(%,d bytes)".formatted(kernel.length - missing));
  }

  @Test
  void multibootTellsTheFirmwaresViewOfLowMemory() throws Exception {
    plan(new SyntheticMultiboot().bytes(), reported("vm1g.iomem"), "--type=multiboot");
    ByteBuffer information = segment("boot-params");
    assertThat(information.getInt(0) & 1).isEqualTo(1);
    assertThat(information.getInt(4)).as("mem_lower").isEqualTo(639);
    assertThat(information.getInt(8)).as("mem_upper").isEqualTo((0x3ffdc000 - 0x100000) / 1024);
  }

  @Test
  void memoryThatIsLentToProgramsIsTheCrashKernelsAndIsNotDumped() throws Exception {
    String iomem = new String(reportedBytes("cma.iomem"), StandardCharsets.UTF_8);
    String lent = "80000000-afffffff Crash kernel CMA\n";
    String line = new String(reportedBytes("cma.cmdline"), StandardCharsets.UTF_8).strip();
    Path map = file("map", (iomem + lent).getBytes(StandardCharsets.UTF_8));
    assertThat(plan(kernel(), map, "--crash", "--append=" + line)).contains("768M,cma quiet");
    assertThat(e820()).contains("80000000+30000000 1").doesNotContain("100000+bfee0000 1");
    assertThat(dumped())
        .containsExactly(
            "100000+1ff00000", "26400000+59c00000", "b0000000+ffe0000", "100000000+340000000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  void aCommandLineInLatin1(String locale) throws Exception {
    Path line = reported("latin1.cmdline");
    String script =
        "LC_ALL=%s exec '%s' -jar '%s' plan '%s' --memory-map='%s' --segments-to='%s'"
                .formatted(
                    locale,
                    CommandJar.java(),
                    CommandJar.JAR,
                    file("k", kernel()),
                    reported("vm1g.iomem"),
                    segments)
            + " --append=\"$(cat '"
            + line
            + "')\"";
    assertThat(jkexec.process(List.of("sh", "-c", script))).as(jkexec.err()).isZero();
    byte[] parameters = segment("boot-params").array();
    byte[] expected = Files.readAllBytes(line);
    // The newline becomes the terminating byte.
    expected[expected.length - 1] = 0;
    assertThat(Arrays.copyOfRange(parameters, 4096, 4096 + expected.length)).isEqualTo(expected);
  }

  @Test
  void aManifestWithAnEmptyCommandLine() throws Exception {
    Path kept = Files.createDirectories(jkexec.state().resolve("sim/sim"));
    Files.write(kept.resolve("default.manifest"), reportedBytes("manifest-empty-command-line"));
    assertThat(jkexec.run("status", "--all")).as(jkexec.err()).isZero();
    assertThat(jkexec.out()).contains("default: empty");
    assertThat(jkexec.err()).isEmpty();
    String kernel = file("k", kernel()).toString();
    assertThat(jkexec.run("load", kernel, "--machine=sim")).as(jkexec.err()).isZero();
  }

  /** The uncompressed content is in a file, where zeros use no space. */
  @Test
  void aSmallFileThatGrows() throws Exception {
    byte[] kernel = new SyntheticMultiboot().addresses(0x200088, 0x200000, 0, 0, 0x200100).bytes();
    Path bomb = file("bomb", SyntheticMultiboot.gzip(Arrays.copyOf(kernel, GROWN)));
    Path map = reported("vm1g.iomem");
    assertThat(jkexec.run(SMALL_HEAP, "inspect", bomb.toString())).as(jkexec.err()).isZero();
    assertThat(
            jkexec.run(
                SMALL_HEAP,
                "plan",
                bomb.toString(),
                "--memory-map=" + map,
                "--segments-to=" + segments))
        .as(jkexec.err())
        .isZero();
    assertThat(segment("kernel").capacity()).isGreaterThan(GROWN / 2);
    assertThat(allocated(segments)).isLessThan(1 << 20);
  }

  /** As far as a file of 12 KiB permits. */
  @Test
  void aSmallFileWhoseSegmentsLieFarApart() throws Exception {
    byte[] elf = apart(0x3e00000);
    assertThat(plan(elf, reported("kmem.iomem"))).contains("46.0 MiB (48,2");
    assertThat(allocated(segments)).isLessThan(1 << 20);
  }

  @Test
  void aSmallFileWhoseSegmentsLieTooFarApart() throws Exception {
    Path elf = file("k", apart(0x80e00000L));
    for (String command : List.of("plan", "simulate")) {
      assertThat(jkexec.run(command, elf.toString(), "--memory-map=" + reported("kmem.iomem")))
          .as(jkexec.out())
          .isOne();
      assertThat(jkexec.err()).contains("kernel-memory-absurd");
    }
  }

  private static byte[] apart(long second) {
    return new SyntheticElf()
        .u64(64 + 56 + 16, 0xffffffff7fe00000L)
        .u64(64 + 16, 0xffffffff00000000L)
        .u64(64 + 56 + 24, second)
        .u64(64 + 56 + 40, 0x800)
        .bytes();
  }

  /** Bytes used on disk, without holes. */
  private long allocated(Path written) throws Exception {
    assertThat(jkexec.process(List.of("du", "-sk", written.toString()))).isZero();
    return Long.parseLong(jkexec.out().substring(0, jkexec.out().indexOf('\t'))) * 1024;
  }
}
