package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import kexec.base.purgatory.Tools;
import kexec.base.purgatory.TreeDigest;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Purgatory's digests, run on this machine by {@code src/test/purgatory/digests.c}. */
class PurgatoryDigestTest {

  private static final String SOURCES = "src/main/purgatory/";
  private static final String SHARED = "../kexec.base/src/main/purgatory/";
  private static final List<Integer> LENGTHS =
      IntStream.concat(
              IntStream.rangeClosed(0, 200),
              IntStream.of(0xfffff, 0x100000, 0x100001, 0x200000, 0x380000))
          .boxed()
          .toList();

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"portable", "instructions"})
  void digestsAreThoseOfJava(String way) throws Exception {
    Path program = compile();
    Assumptions.assumeTrue(
        way.equals("portable") || Files.readString(Path.of("/proc/cpuinfo")).contains("sha_ni"),
        "the processor has no SHA instructions");
    List<String> command = new ArrayList<>(List.of(program.toString(), way));
    LENGTHS.forEach(length -> command.add(length.toString()));
    List<String> seen = Tools.run(directory, command, 0);
    List<String> wanted = new ArrayList<>();
    for (int length : LENGTHS) {
      wanted.add(HexFormat.of().formatHex(TreeDigest.of(bytes(length))));
    }
    assertThat(seen).isEqualTo(wanted);
  }

  @Test
  void zerosAreSeenWhereverTheyEnd() throws Exception {
    assertThat(Tools.run(directory, compile().toString(), "zeros")).containsExactly("sound");
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ((i * 0x9e3779b1) >>> 24);
    }
    return bytes;
  }

  private Path compile() throws Exception {
    Tools.assume("gcc");
    String instructions = directory.resolve("instructions.o").toString();
    String source = SOURCES + "sha256_instructions.c";
    Tools.run(
        directory,
        "gcc",
        "-O2",
        "-msse4.1",
        "-mssse3",
        "-msha",
        "-I",
        SHARED,
        "-c",
        "-o",
        instructions,
        source);
    Path program = directory.resolve("digests");
    List<String> command =
        new ArrayList<>(
            List.of("gcc", "-O2", "-I", SOURCES, "-I", SHARED, "-o", program.toString()));
    command.add("src/test/purgatory/digests.c");
    command.add(instructions);
    command.add(SOURCES + "processor.c");
    for (String name : List.of("digest", "sha256", "sha256_portable")) {
      command.add(SHARED + name + ".c");
    }
    Tools.run(directory, command, 0);
    return program;
  }
}
