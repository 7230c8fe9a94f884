package kexec.rehearse.internal.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.Architecture;
import kexec.base.purgatory.Tools;
import kexec.rehearse.internal.init.CheckResult.Verdict;
import kexec.rehearse.internal.init.InitReport.Ending;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Boots distributions' kernels that {@code tools/sample-kernel} has fetched before, each as a crash
 * kernel: part of the RAM is kept from it, and has what a crashed kernel would have left.
 */
class InitBootTest {

  private static final long TOKEN = 0xfedcba9876543210L;
  private static final long MIB = 1 << 20;

  /** The program finds no options the second time, and then names no token. */
  private static final long SECOND_TOKEN = 0;

  /**
   * A machine with 512 MiB of RAM, of which 256 MiB from 192 MiB on belonged to the crashed kernel.
   */
  private enum Machine {
    /** The last 160 KiB are the firmware's; without its tables the guest cannot be switched off. */
    X86_64(
        "sample-kernel/vmlinuz",
        "qemu-system-x86_64 -M q35 -cpu max",
        0,
        200 * MIB,
        "quiet console=ttyS0 memmap=exactmap memmap=640K@0 memmap=191M@1M memmap=65376K@448M"),
    /** Reads the header through its own mapping of RAM. */
    ARM64(
        "sample-kernel/arm64/vmlinuz",
        "qemu-system-aarch64 -M virt -cpu cortex-a57",
        1 << 30,
        150 * MIB,
        "console=ttyAMA0 mem=192M"),
    ARM(
        "sample-kernel/armhf/vmlinuz",
        "qemu-system-arm -M virt,highmem=off -cpu cortex-a15",
        1 << 30,
        200 * MIB,
        "printk.devkmsg=off console=ttyAMA0 mem=192M");

    private final String kernel;
    private final String command;
    private final long ram;
    private final long header;
    private final String words;

    Machine(String kernel, String command, long ram, long header, String words) {
      this.kernel = kernel;
      this.command = command;
      this.ram = ram;
      this.header = header;
      this.words = words;
    }

    private List<String> command() {
      return List.of(command.split(" "));
    }

    private Architecture architecture() {
      return Architecture.labelled(label());
    }

    private String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    private long at(long mib) {
      return ram + mib * MIB;
    }
  }

  @TempDir Path directory;

  private final List<String> contents = new ArrayList<>();

  @ParameterizedTest
  @EnumSource
  void theReportComesFromACrashKernelAndItsOwnInitRuns(Machine machine) throws Exception {
    List<ByteBuffer> notes =
        CrashNotesContent.of(machine.architecture(), 2, "6.1.0", 4096).orElseThrow();
    ByteBuffer pattern = pattern();
    place(machine.at(201), notes.get(0));
    place(machine.at(202), notes.get(1));
    place(machine.at(210) + 0x123, pattern);
    place(machine.ram + machine.header, ByteBuffer.wrap(header(machine).header()));
    List<InitCheck> checks =
        List.of(
            new InitCheck.Memory(new MachineAddress(machine.at(210) + 0x123), pattern),
            new InitCheck.Note(notes.get(0)),
            new InitCheck.Memory(new MachineAddress(machine.at(212)), pattern),
            new InitCheck.Memory(new MachineAddress(machine.at(448)), pattern),
            new InitCheck.Note(notes.get(1)));
    List<String> console =
        boot(machine, new InitOptions(TOKEN, true, checks, Optional.of(InitOptions.USUAL_INIT)));
    assertWhole(machine, InitReport.parse(console, TOKEN), console);
    InitReport second = InitReport.parse(console, SECOND_TOKEN);
    assertThat(second.troubles()).containsExactly("no-options");
    assertThat(second.ending()).isEqualTo(Ending.POWEROFF);
  }

  private static void assertWhole(Machine machine, InitReport report, List<String> console) {
    assertThat(report.started()).as(String.join("\n", console)).isTrue();
    assertThat(report.troubles()).isEmpty();
    assertThat(report.checks())
        .containsExactly(
            new CheckResult(Verdict.OK, new MachineAddress(0)),
            new CheckResult(Verdict.OK, new MachineAddress(0)),
            new CheckResult(Verdict.ZERO, new MachineAddress(machine.at(212))),
            new CheckResult(Verdict.ABSENT, new MachineAddress(machine.at(448))),
            new CheckResult(Verdict.OK, new MachineAddress(0)));
    assertThat(report.coreBytes().orElseThrow()).isBetween(256 * MIB, 257 * MIB);
    assertThat(report.totalBytes().orElseThrow()).isBetween(100 * MIB, 256 * MIB);
    assertThat(report.availableBytes().orElseThrow()).isBetween(64 * MIB, 256 * MIB);
    assertThat(report.ending()).isEqualTo(Ending.EXEC);
  }

  private static ByteBuffer pattern() {
    byte[] bytes = new byte[5000];
    new Random(1).nextBytes(bytes);
    return ByteBuffer.wrap(bytes);
  }

  private static CoreFile header(Machine machine) {
    return new CoreFile(machine.architecture())
        .notesAt(machine.at(201), 0x1000)
        .notesAt(machine.at(202), 0x1000)
        .memoryAt(machine.at(192), 256 * MIB);
  }

  /** Has QEMU put bytes into the RAM. */
  private void place(long address, ByteBuffer bytes) throws Exception {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    Path file = Files.write(directory.resolve(Long.toHexString(address)), copy);
    contents.add("-device");
    contents.add("loader,file=%s,addr=0x%x,force-raw=on".formatted(file, address));
  }

  /** Boots with the program also as the image's own init; returns the lines of the console. */
  private List<String> boot(Machine machine, InitOptions options) throws Exception {
    Tools.assume("timeout", machine.command().get(0));
    Path kernel = cached(machine.kernel);
    Path initrd = Files.write(directory.resolve("initrd"), initrd(machine, options));
    Path console = directory.resolve("console");
    List<String> command = new ArrayList<>(List.of("timeout", "60"));
    command.addAll(machine.command());
    command.addAll(List.of("-accel", "tcg", "-m", "512", "-nic", "none", "-display", "none"));
    command.addAll(List.of("-monitor", "none", "-no-reboot", "-serial", "file:" + console));
    command.addAll(List.of("-kernel", kernel.toString(), "-initrd", initrd.toString()));
    command.addAll(contents);
    command.add("-append");
    command.add(
        "%s elfcorehdr=4K@0x%x nokaslr panic=-1 %s"
            .formatted(RehearsalInit.WORD, machine.ram + machine.header, machine.words));
    Tools.run(directory, command, 0);
    return Files.readAllLines(console, StandardCharsets.ISO_8859_1);
  }

  private static byte[] initrd(Machine machine, InitOptions options) throws Exception {
    ByteArrayOutputStream initrd = new ByteArrayOutputStream();
    String resource = "init-" + machine.label();
    try (var in = RehearsalInit.class.getResourceAsStream(resource)) {
      initrd.writeBytes(new CpioArchive().file("init", 0755, in.readAllBytes()).bytes());
    }
    initrd.writeBytes(RehearsalInit.archive(machine.architecture(), options));
    return initrd.toByteArray();
  }

  /** As {@code tools/sample-kernel} finds its cache. */
  private static Path cached(String kernel) {
    Map<String, String> variables = System.getenv();
    String caches =
        variables.getOrDefault("XDG_CACHE_HOME", variables.getOrDefault("HOME", "") + "/.cache");
    Path file = Path.of(variables.getOrDefault("JKEXEC_CACHE", caches + "/jkexec"), kernel);
    Assumptions.assumeTrue(Files.isReadable(file), () -> file + ": not here");
    return file;
  }
}
