package kexec.rehearse.internal.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import kexec.api.memory.MachineAddress;
import kexec.api.plan.Architecture;
import kexec.base.purgatory.Tools;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Runs the part of the first program that reads core files on this machine, with the compiler's
 * checks of every access.
 */
class CoreVerificationTest {

  private static final long TOKEN = 5;
  private static final long ADDRESS = 0xfffe_f123L;

  @TempDir static Path directory;

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static final ByteBuffer PATTERN = text("0123456789abcdef".repeat(100));

  private static InitCheck memory(long address, ByteBuffer expected) {
    return new InitCheck.Memory(new MachineAddress(address), expected);
  }

  /** The two notes that are in the core files, and another one. */
  private static List<ByteBuffer> notes(Architecture architecture) {
    return CrashNotesContent.of(architecture, 3, "6.1", 4096).orElseThrow();
  }

  private static CoreFile core(Architecture architecture) {
    List<ByteBuffer> notes = notes(architecture);
    ByteBuffer both = ByteBuffer.allocate(notes.get(0).remaining() + notes.get(2).remaining());
    both.put(notes.get(0)).put(notes.get(2)).flip();
    return new CoreFile(architecture)
        .note(both)
        .memory(ADDRESS, PATTERN.slice(0, 700))
        .memory(0x1000, ByteBuffer.allocate(600))
        .memory(ADDRESS + 700, PATTERN.slice(700, 900));
  }

  private static List<InitCheck> checks(Architecture architecture) {
    List<ByteBuffer> notes = notes(architecture);
    return List.of(
        memory(ADDRESS, PATTERN),
        memory(ADDRESS + 16 * 40, PATTERN.slice(0, 800)),
        memory(ADDRESS + 690, PATTERN.slice(1, 30)),
        memory(ADDRESS + 1590, PATTERN.slice(1590 % 16, 11)),
        memory(ADDRESS - 1, PATTERN.slice(0, 8)),
        memory(0x1000, PATTERN.slice(0, 600)),
        memory(0x1010, ByteBuffer.allocate(590 - 16)),
        memory(-4, PATTERN.slice(0, 8)),
        new InitCheck.Note(notes.get(0)),
        new InitCheck.Note(notes.get(1)),
        new InitCheck.Note(notes.get(2)),
        new InitCheck.Note(text("\4\0\0\0\0\0\0\0\7\0\0\0ABC\0")));
  }

  @BeforeAll
  static void compile() throws Exception {
    Tools.assume("gcc");
    List<String> command = new ArrayList<>(List.of("gcc", "-g", "-O1", "-Wall", "-Werror"));
    command.addAll(List.of("-fsanitize=address,undefined", "-fno-sanitize-recover=all"));
    command.add("-DOWN_DIRECTORY=\"%s\"".formatted(directory));
    command.addAll(List.of("-Isrc/main/init", "-Isrc/main/init/x86_64"));
    command.addAll(List.of("-o", program().toString(), "src/test/init/verify_host.c"));
    for (String source : List.of("core", "line", "options", "verify")) {
      command.add("src/main/init/%s.c".formatted(source));
    }
    Process probe = new ProcessBuilder(command).redirectErrorStream(true).start();
    String log = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Assumptions.assumeFalse(log.contains("asan"), "GCC's sanitizers are not here");
    assertThat(probe.waitFor()).as(log).isZero();
  }

  private static Path program() {
    return directory.resolve("verify");
  }

  private static List<String> verify(List<InitCheck> checks, List<Path> files) throws Exception {
    Path options = directory.resolve("options");
    Files.write(options, new InitOptions(TOKEN, true, checks, Optional.empty()).bytes());
    List<String> command = new ArrayList<>(List.of(program().toString()));
    files.forEach(file -> command.add(file.toString()));
    return Tools.run(directory, command, 0);
  }

  @ParameterizedTest
  @CsvSource({"x86_64, 0x34", "arm, 0x2c"})
  void everyVerdictIsFound(String label, String processNumber) throws Exception {
    Architecture architecture = Architecture.labelled(label);
    Path file = Files.write(directory.resolve("core"), core(architecture).bytes());
    List<String> lines = verify(checks(architecture), List.of(file));
    assertThat(InitReport.parse(lines, TOKEN).checks())
        .extracting(result -> result.verdict() + "@" + result.at())
        .containsExactly(
            "OK@0x0",
            "OK@0x0",
            "BAD@0xfffef3d5",
            "ABSENT@0xfffef763",
            "ABSENT@0xfffef122",
            "ZERO@0x1000",
            "OK@0x0",
            "ABSENT@0xfffffffffffffffc",
            "OK@0x0",
            "BAD@" + processNumber,
            "OK@0x0",
            "ABSENT@0x0");
  }

  @Test
  void aCoreFileThatEndsEarlyIsShort() throws Exception {
    byte[] whole = core(Architecture.X86_64).bytes();
    Path file = directory.resolve("core");
    Files.write(file, Arrays.copyOf(whole, whole.length - 400));
    List<String> lines = verify(List.of(memory(ADDRESS, PATTERN)), List.of(file));
    assertThat(InitReport.parse(lines, TOKEN).checks())
        .extracting(CheckResult::verdict)
        .containsExactly(CheckResult.Verdict.SHORT);
  }

  @Test
  void hostileCoreFilesAreReadToAnEnd() throws Exception {
    Random random = new Random(3);
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Architecture architecture = i % 2 == 0 ? Architecture.X86_64 : Architecture.ARM;
      byte[] bytes = core(architecture).bytes();
      for (int n = random.nextInt(4); n >= 0; n--) {
        int at = random.nextBoolean() ? random.nextInt(64 + 4 * 56) : random.nextInt(bytes.length);
        bytes[at] = (byte) (random.nextBoolean() ? -1 : random.nextInt());
      }
      int length = i % 8 == 0 ? random.nextInt(bytes.length) : bytes.length;
      files.add(Files.write(directory.resolve("core" + i), Arrays.copyOf(bytes, length)));
    }
    List<String> lines = verify(checks(Architecture.X86_64), files);
    assertThat(lines).hasSize(files.size());
    assertThat(lines).contains("unreadable").anyMatch(line -> line.contains(" ok "));
  }
}
