package kexec.rehearse.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KernelSymbolsTest {

  private static final long BASE = 0xffff_ffff_9280_0000L;
  private static final int COUNT = 600;
  private static final int START = 0x20_0000;
  private static final List<String> NAMES =
      IntStream.range(0, COUNT)
          .mapToObj(i -> i == 300 ? "long" + "x".repeat(200) : "function_" + i)
          .toList();

  @Test
  void readsTheTablesOfLinux61WithVariablesOfEachProcessor() {
    IntUnaryOperator number = i -> i < 10 ? i * 8 : -1 - (i - 10) * 16;
    SyntheticKallsyms tables =
        new SyntheticKallsyms(NAMES, 8).numbers(numbers(number)).base(BASE).names(3);
    KernelSymbols symbols = find(tables).orElseThrow();
    assertThat(symbols.size()).isEqualTo(COUNT);
    assertThat(symbols.at(BASE)).hasValue("function_10+0x0");
    assertThat(symbols.at(BASE + 0x12)).hasValue("function_11+0x2");
    assertThat(symbols.at(BASE + 290 * 16 + 15)).hasValue("long" + "x".repeat(200) + "+0xf");
    assertThat(symbols.at(BASE + 589 * 16)).hasValue("function_599+0x0");
    assertThat(symbols.at(BASE - 1)).as("below the image").isEmpty();
    assertThat(symbols.at(BASE + (2 << 20))).as("behind the image").isEmpty();
    assertThat(symbols.at(0x40_0000)).as("a program").isEmpty();
  }

  @Test
  void readsTheTablesOfLinux612() {
    IntUnaryOperator number = i -> i / 2 * 32;
    KernelSymbols symbols =
        find(new SyntheticKallsyms(NAMES, 8).names(0).numbers(numbers(number)).base(BASE))
            .orElseThrow();
    assertThat(symbols.at(BASE + 32)).as("the first of two names").hasValue("function_2+0x0");
    assertThat(symbols.at(BASE + 299 * 32 + 7)).hasValue("function_598+0x7");
  }

  @Test
  void readsTheTablesOfLinux7FromTheirPlace() {
    SyntheticKallsyms tables = new SyntheticKallsyms(NAMES, 4).names(0);
    int place = tables.position();
    tables.numbers(numbers(i -> i * 0x1000 - (place + i * 4))).lists(20, BASE, 8);
    KernelSymbols symbols = find(tables).orElseThrow();
    assertThat(symbols.at(BASE + 0x5001)).hasValue("function_5+0x1");
  }

  @Test
  void tablesOfLinux7WithoutAKnownPlaceAreNotGuessed() {
    SyntheticKallsyms tables = new SyntheticKallsyms(NAMES, 4).names(0);
    int place = tables.position();
    tables.numbers(numbers(i -> i * 0x1000 - (place + i * 4))).lists(7, BASE, 8);
    assertThat(find(tables)).isEmpty();
  }

  @Test
  void readsTheTablesOf32Bits() {
    long base = 0xc010_0000L;
    SyntheticKallsyms based =
        new SyntheticKallsyms(NAMES, 4).numbers(numbers(i -> i * 4)).base(base).names(3);
    SyntheticKallsyms absolute =
        new SyntheticKallsyms(NAMES, 4).names(0).numbers(numbers(i -> (int) base + i * 4));
    SyntheticKallsyms placed = new SyntheticKallsyms(NAMES, 4).names(0);
    int place = placed.position();
    placed.numbers(numbers(i -> i * 4 - (place + i * 4))).lists(20, base, 4);
    for (SyntheticKallsyms tables : List.of(based, absolute, placed)) {
      assertThat(find(tables).orElseThrow().at(base + 9)).hasValue("function_2+0x1");
    }
  }

  @Test
  void theDigitsAloneAreNoTable() {
    SyntheticRam ram = new SyntheticRam(START, 1 << 20);
    ram.text(0x4001, "0\0001\0002\0003\0004\0005\0006\0007\0008\0009\0");
    assertThat(KernelSymbols.find(ram)).isEmpty();
    assertThat(KernelSymbols.find(new SyntheticRam(START, 0))).isEmpty();
  }

  @Test
  void damagedTablesAreReadCorrectlyOrNotAtAll() {
    Random random = new Random(7);
    SyntheticKallsyms tables =
        new SyntheticKallsyms(NAMES, 8).names(0).numbers(numbers(i -> i * 32)).base(BASE);
    byte[] intact = tables.bytes().clone();
    int refused = 0;
    for (int run = 0; run < 300; run++) {
      byte[] damaged = intact.clone();
      for (int i = 0; i < 4; i++) {
        int range = tables.position() - SyntheticKallsyms.TABLES;
        int at = SyntheticKallsyms.TABLES + random.nextInt(range);
        damaged[at] = (byte) random.nextInt();
      }
      Optional<KernelSymbols> found = KernelSymbols.find(ram(damaged));
      refused += found.isEmpty() ? 1 : 0;
      found.ifPresent(symbols -> assertThat(symbols.size()).isEqualTo(COUNT));
    }
    assertThat(refused).isPositive();
  }

  @Test
  void truncatedTablesAreNotRead() {
    SyntheticKallsyms tables =
        new SyntheticKallsyms(NAMES, 8).names(0).numbers(numbers(i -> i * 32)).base(BASE);
    for (int cut = SyntheticKallsyms.TABLES; cut < tables.position(); cut += 101) {
      byte[] truncated = Arrays.copyOf(tables.bytes(), cut);
      assertThat(KernelSymbols.find(ram(truncated))).as("cut at %s", cut).isEmpty();
    }
  }

  private static int[] numbers(IntUnaryOperator number) {
    return IntStream.range(0, COUNT).map(number).toArray();
  }

  private static Optional<KernelSymbols> find(SyntheticKallsyms tables) {
    return KernelSymbols.find(ram(tables.bytes()));
  }

  private static SyntheticRam ram(byte[] bytes) {
    SyntheticRam ram = new SyntheticRam(START, bytes.length);
    ram.put(0, bytes);
    return ram;
  }
}
