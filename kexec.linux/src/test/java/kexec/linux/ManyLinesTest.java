package kexec.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryType;
import org.junit.jupiter.api.Test;

/**
 * Texts of very many lines. None of these tests measures time: if each line were compared with all
 * others, they would take many minutes.
 */
final class ManyLinesTest {

  private static final int COUNT = 100_000;
  private static final long STEP = 0x4000;

  private static String lines(IntFunction<String> line) {
    return IntStream.range(0, COUNT).mapToObj(line).collect(Collectors.joining());
  }

  private static String line(int number, long from, long size, String rest) {
    long start = number * STEP + from;
    return "%08x-%08x%s\n".formatted(start, start + size - 1, rest);
  }

  @Test
  void aMapOfAHundredThousandRangesIsRead() throws Exception {
    String text =
        lines(
            i ->
                i % 2 == 0
                    ? line(i, 0, STEP, " : Reserved")
                    : line(i, 0, STEP, " : System RAM")
                        + "  "
                        + line(i, 0x1000, 0x1000, " : GHES"));
    MemoryMap map = MemoryMapText.parse("t", text);
    assertThat(map.regions()).hasSize(COUNT);
    assertThat(map.held().ranges()).hasSize(COUNT / 2);
    assertThat(map.usable().ranges()).hasSize(COUNT);
    assertThat(map.dumped()).isEqualTo(map.ram());
  }

  @Test
  void eachRangeMayBeLentToTheCrashKernel() throws Exception {
    String ram = lines(i -> line(i, 0, 0x2000, " usable"));
    String lent = lines(i -> line(i, 0x1000, 0x1000, " Crash kernel CMA"));
    MemoryMap map = MemoryMapText.parse("t", ram + lent);
    assertThat(map.crashCma().size()).isEqualTo(COUNT * 0x1000L);
    assertThat(map.crashCma().ranges()).hasSize(COUNT);

    int wrong = COUNT * 2 + 1;
    MemoryMapException e =
        catchThrowableOfType(
            MemoryMapException.class,
            () -> MemoryMapText.parse("t", ram + lent + line(7, 0x2000, 1, " Crash kernel CMA")));
    assertThat(e.line()).hasValue(wrong);
    assertThat(e).hasMessageContaining("not wholly in RAM");
  }

  @Test
  void eachRangeMayBeReservedForACrashKernel() throws Exception {
    String text =
        lines(
            i ->
                line(i, 0, 0x2000, " : System RAM")
                    + "  "
                    + line(i, 0x1000, 0x1000, " : Crash kernel"));
    MemoryMap map = MemoryMapText.parse("t", text);
    assertThat(map.ofType(MemoryType.RAM).ranges()).hasSize(COUNT);
    assertThat(map.crashRegion().orElseThrow().end().value())
        .isEqualTo((COUNT - 1) * STEP + 0x2000);
    assertThat(map.crashLow().orElseThrow().end().value()).isEqualTo((COUNT - 2) * STEP + 0x2000);
  }
}
