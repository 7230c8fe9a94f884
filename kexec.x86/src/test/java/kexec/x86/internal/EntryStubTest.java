package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kexec.api.memory.MachineAddress;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntryStubTest {

  @TempDir Path directory;

  @Test
  void binaryIsWhatTheSourceGives() throws Exception {
    Map<String, Integer> symbols = assemble("entry64");
    assertThat(Files.readAllBytes(directory.resolve("entry64.bin"))).isEqualTo(resource());
    assertThat(symbols).containsEntry("entry64", 0).containsEntry("values", EntryStub.VALUES);
    assertThat(symbols).containsEntry("stack_end", EntryStub.STACK_END);
    for (int i = 0; i < EntryStub.REGISTERS.size(); i++) {
      assertThat(symbols)
          .containsEntry(EntryStub.REGISTERS.get(i) + "_value", EntryStub.VALUES + 8 * i);
    }
  }

  @Test
  void narrowBinaryIsWhatTheSourceGives() throws Exception {
    Map<String, Integer> symbols = assemble("entry32");
    assertThat(Files.readAllBytes(directory.resolve("entry32.bin")))
        .isEqualTo(EntryStub32.load().with(Map.of()));
    assertThat(symbols).containsEntry("entry32", 0).containsEntry("values", EntryStub32.VALUES);
    for (int i = 0; i < EntryStub32.REGISTERS.size(); i++) {
      assertThat(symbols)
          .containsEntry(EntryStub32.REGISTERS.get(i) + "_value", EntryStub32.VALUES + 4 * i);
    }
  }

  @Test
  void narrowTableHoldsTheValuesAndZeros() {
    ByteBuffer filled =
        ByteBuffer.wrap(
                EntryStub32.load()
                    .with(Map.of("eip", 0x200000L, "eax", 0x2badb002L, "ebx", 0xfffff000L)))
            .order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> table =
        IntStream.range(0, 9).mapToObj(i -> filled.getInt(EntryStub32.VALUES + 4 * i)).toList();
    assertThat(table)
        .as("in the order of popal: edi esi ebp esp ebx edx ecx eax, then eip")
        .containsExactly(0, 0, 0, 0, 0xfffff000, 0, 0, 0x2badb002, 0x200000);
  }

  @Test
  void tableHoldsTheValuesAndZeros() throws Exception {
    ByteBuffer filled =
        ByteBuffer.wrap(EntryStub.load().with(Map.of("rip", 0x1000200L, "rsi", -2L)))
            .order(ByteOrder.LITTLE_ENDIAN);
    List<Long> table =
        IntStream.range(0, 17).mapToObj(i -> filled.getLong(EntryStub.VALUES + 8 * i)).toList();
    assertThat(table)
        .containsExactly(
            0L, 0L, 0L, 0L, -2L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0x1000200L);
    byte[] code = new byte[EntryStub.VALUES];
    filled.get(0, code);
    assertThat(code).isEqualTo(java.util.Arrays.copyOf(resource(), EntryStub.VALUES));
  }

  @Test
  void stackLiesInTheStub() {
    MachineAddress place = new MachineAddress(0x3000);
    long offset = EntryStub.stack(place).minus(place);
    assertThat(offset).isLessThan(EntryStub.load().size()).isEqualTo(0x160);
    assertThat(offset % 16).isZero();
  }

  private static byte[] resource() throws IOException {
    try (InputStream in = EntryStub.class.getResourceAsStream(EntryStub.RESOURCE)) {
      return in.readAllBytes();
    }
  }

  /** Returns the symbols' offsets. */
  private Map<String, Integer> assemble(String stub) throws Exception {
    boolean tools = Stream.of("as", "ld", "objcopy", "nm").allMatch(EntryStubTest::isOnPath);
    Assumptions.assumeTrue(tools, "GNU binutils are not here");
    Process build =
        new ProcessBuilder("src/main/stub/build", directory.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile())
            .start();
    assertThat(build.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String log = Files.readString(directory.resolve("log"));
    Assumptions.assumeFalse(log.contains("unrecognized option '--64'"), "not binutils for x86");
    assertThat(build.exitValue()).as(log).isZero();
    Map<String, Integer> symbols = new TreeMap<>();
    for (String line : Files.readAllLines(directory.resolve(stub + ".nm"))) {
      // "0000000000000160 t values"
      symbols.put(line.substring(19), Integer.parseInt(line, 0, 16, 16));
    }
    return symbols;
  }

  private static boolean isOnPath(String tool) {
    return Pattern.compile(":")
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
  }
}
