package kexec.base.fdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.SegmentData;
import kexec.base.purgatory.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with the device tree compiler, where it is installed. */
class DeviceTreeToolsTest {

  private static final String BOARD =
      """
      /dts-v1/;
      /memreserve/ 0x0000000048000000 0x0000000000100000;
      /memreserve/ 0xfffffffffffff000 0x0000000000000800;
      / {
        #address-cells = <2>;
        #size-cells = <1>;
        compatible = "vendor,board", "vendor,soc";
        model = "A board";
        empty;
        bytes = [00 ff 7f];
        alias: memory@80000000 {
          device_type = "memory";
          reg = <0 0x80000000 0x40000000>, <8 0 0x80000000>;
        };
        reserved-memory {
          #address-cells = <2>;
          #size-cells = <1>;
          ranges;
          secure@80001000 { reg = <0 0x80001000 0x1000>; no-map; };
          pool { size = <0x100000>; reusable; };
        };
        chosen {
          bootargs = "old";
          linux,initrd-start = <0x48000000>;
          linux,initrd-end = <0 0x48100000>;
          kaslr-seed = <1 2>;
          stdout-path = "/serial@9000000:115200";
        };
        serial@9000000 {
          compatible = "arm,pl011";
          reg = <0 0x9000000 0x1000>;
          companion = <&alias>;
          deep { deeper { deepest { name-of-some-length = "x"; }; }; };
        };
      };
      """;

  private static final ChosenEdit CRASH =
      new ChosenEdit(
          Architecture.ARM64,
          "console=ttyAMA0 root=/dev/vda",
          Optional.of(Range.machine(0x8800_0000L, 0x8810_0000L)),
          Optional.of(ByteBuffer.allocate(72).putLong(0, 0x0123_4567_89ab_cdefL)),
          Optional.of(
              new ChosenEdit.Crash(
                  Range.machine(0x8_0000_0000L, 0x8_0000_1000L),
                  List.of(
                      Range.machine(0x8_0000_0000L, 0x8_2000_0000L),
                      Range.machine(0x9000_0000L, 0x9800_0000L)))));

  @TempDir Path directory;

  /** Runs a command that must succeed; returns its standard output, without its warnings. */
  private String run(String... command) throws Exception {
    Path out = Files.createTempFile(directory, "out", "");
    Path log = Files.createTempFile(directory, "log", "");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", List.of(command)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    return Files.readString(out);
  }

  private Path compile(String version) throws Exception {
    Path source = Files.writeString(directory.resolve("board.dts"), BOARD);
    Path tree = directory.resolve("board.dtb");
    // With room, as for a boot loader that adds to it.
    run(
        "dtc",
        "-I",
        "dts",
        "-O",
        "dtb",
        "-V",
        version,
        "-p",
        "4096",
        "-b",
        "3",
        "-o",
        tree.toString(),
        source.toString());
    return tree;
  }

  private String source(Path tree) throws Exception {
    return run("dtc", "-q", "-I", "dtb", "-O", "dts", tree.toString());
  }

  private static DeviceTree read(Path tree) throws Exception {
    return DeviceTreeReader.read(tree.toString(), SegmentData.ofBytes(Files.readAllBytes(tree)));
  }

  private Path write(String name, DeviceTree tree) throws Exception {
    return Files.write(directory.resolve(name), DeviceTreeWriter.write(tree));
  }

  @ParameterizedTest
  @ValueSource(strings = {"16", "17"})
  void whatIsReadAndWrittenHasTheSameSource(String version) throws Exception {
    Tools.assume("dtc");
    Path board = compile(version);
    Path written = write("written.dtb", read(board));
    assertThat(source(written))
        .isEqualTo(source(board))
        .contains("deepest")
        .contains("/memreserve/");
    assertThat(read(written).bootCpu()).isEqualTo(3);
    assertThat(Files.size(written)).isLessThan(Files.size(board) - 4000);
  }

  @Test
  void compilerAgreesOnWhatTheNextKernelIsTold() throws Exception {
    Tools.assume("dtc", "fdtget");
    String changed =
        write("changed.dtb", CRASH.apply("board", read(compile("17")), Optional.empty()))
            .toString();
    assertThat(run("fdtget", "-t", "s", changed, "/chosen", "bootargs"))
        .isEqualTo("console=ttyAMA0 root=/dev/vda\n");
    assertThat(run("fdtget", "-t", "x", changed, "/chosen", "linux,initrd-end"))
        .isEqualTo("0 88100000\n");
    assertThat(run("fdtget", "-t", "x", changed, "/chosen", "kaslr-seed"))
        .isEqualTo("1234567 89abcdef\n");
    assertThat(run("fdtget", "-t", "x", changed, "/chosen", "linux,elfcorehdr"))
        .isEqualTo("8 0 1000\n");
    assertThat(run("fdtget", "-t", "x", changed, "/chosen", "linux,usable-memory-range"))
        .isEqualTo("8 0 20000000 0 90000000 8000000\n");
    assertThat(run("fdtget", "-p", changed, "/chosen").lines())
        .containsExactlyInAnyOrder(
            "stdout-path",
            "bootargs",
            "linux,initrd-start",
            "linux,initrd-end",
            "linux,elfcorehdr",
            "linux,usable-memory-range",
            "kaslr-seed",
            "rng-seed");
  }

  @Test
  void nothingButChosenAndTheOldInitrdsReservationDiffers() throws Exception {
    Tools.assume("dtc", "fdtput");
    Path board = compile("17");
    Path changed = write("changed.dtb", CRASH.apply("board", read(board), Optional.empty()));
    run("fdtput", "-r", board.toString(), "/chosen");
    run("fdtput", "-r", changed.toString(), "/chosen");
    assertThat(source(changed))
        .isEqualTo(source(board).replaceFirst("/memreserve/\\s+0x0*48000000 0x0*100000;\n", ""))
        .doesNotContain("chosen");
  }

  @Test
  void factsOfTheBoard() throws Exception {
    Tools.assume("dtc");
    TreeFacts facts = TreeFacts.of("board", read(compile("17")));
    assertThat(facts.compatible()).containsExactly("vendor,board", "vendor,soc");
    assertThat(facts.memory())
        .containsExactly(
            Range.machine(0x8000_0000L, 0xc000_0000L),
            Range.machine(0x8_0000_0000L, 0x8_8000_0000L));
    assertThat(facts.reserved())
        .containsExactly(
            new TreeFacts.Reserved(
                "secure@80001000", Range.machine(0x8000_1000L, 0x8000_2000L), true, false));
    assertThat(facts.reservations())
        .containsExactly(Range.machine(0x4800_0000, 0x4810_0000), Range.machine(-0x1000, -0x800));
  }

  @ParameterizedTest
  @ValueSource(strings = {"qemu-system-aarch64", "qemu-system-arm"})
  void treeOfAnEmulatedMachine(String emulator) throws Exception {
    Tools.assume("dtc", "fdtput", emulator);
    Path dumped = directory.resolve("virt.dtb");
    run(emulator, "-M", "virt,dumpdtb=" + dumped, "-m", "256", "-smp", "2", "-display", "none");
    DeviceTree tree = read(dumped);
    Path written = write("written.dtb", tree);
    assertThat(source(written)).isEqualTo(source(dumped)).contains("cpu@1");
    TreeFacts facts = TreeFacts.of(emulator, tree);
    assertThat(facts.compatible()).containsExactly("linux,dummy-virt");
    assertThat(facts.memory()).containsExactly(Range.machine(0x4000_0000, 0x5000_0000));
    Path changed = write("changed.dtb", CRASH.apply(emulator, tree, Optional.empty()));
    run("fdtput", "-r", dumped.toString(), "/chosen");
    run("fdtput", "-r", changed.toString(), "/chosen");
    assertThat(source(changed)).isEqualTo(source(dumped));
  }
}
