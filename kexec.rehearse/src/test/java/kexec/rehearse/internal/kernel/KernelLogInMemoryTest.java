package kexec.rehearse.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import kexec.api.memory.MachineAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelLogInMemoryTest {

  private static final long START = 0x4000_0000L;
  private static final int SIZE = 1 << 20;
  private static final String VERSION = "Linux version 6.1.0-57-cloud-amd64 (gcc-12)";
  private static final List<String> TEXTS =
      List.of(VERSION, "Command line: console=ttyS0", "x86/fpu: x87 FPU", "abab", "0000", "b: 1");

  private final SyntheticRam ram = new SyntheticRam(START, SIZE);
  private final KernelLog log = new KernelLog(ram);

  @ParameterizedTest
  @ValueSource(ints = {8, 4})
  void readsRecordsOfBothWordSizes(int word) {
    ring(word).log(TEXTS);
    assertThat(log.lines()).isEqualTo(TEXTS);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 8, 12})
  void findsThe32BitRingAtEachAlignment(int offset) {
    new SyntheticRing(ram, 4, 0x3000 + offset, 7).log(TEXTS);
    assertThat(log.lines()).isEqualTo(TEXTS);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 4})
  void identifiersWrapToZero(int word) {
    new SyntheticRing(ram, word, 0x3000, SyntheticRing.firstId(word) + 4094).log(TEXTS);
    assertThat(log.lines()).isEqualTo(TEXTS);
  }

  @Test
  void recordsBeforeTheVersionBelongToTheLog() {
    ring(8).log("Booting Linux on physical CPU 0x0000000000 [0x000f0510]").log(TEXTS);
    assertThat(log.lines()).hasSize(7).first().asString().startsWith("Booting Linux");
  }

  @Test
  void textsOfSeveralLinesAreSeveralLinesAndAreHarmless() {
    ring(8).log(TEXTS).log("rcu: one\n\ttwo\n\033[31mthree\n").skip().skip().log("four");
    assertThat(log.lines().subList(6, 10))
        .containsExactly("rcu: one", " two", "\\x1b[31mthree", "four");
  }

  @Test
  void whatIsContinuedByNothingEndsBeforeThePrefix() {
    ring(8).log(TEXTS).log("pcpu-alloc: [0] 0\001c");
    assertThat(log.lines()).last().isEqualTo("pcpu-alloc: [0] 0");
  }

  @Test
  void theTextInTheImageIsNoLog() {
    ram.word(0x2000, 8, 5);
    ram.text(0x2008, VERSION + "\n\0%s: other literals\0");
    ram.text(0x8000, VERSION);
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void theLongerOfTwoLogsCounts() {
    new SyntheticRing(ram, 8, 0x2000, 5).log(TEXTS.subList(0, 3));
    new SyntheticRing(ram, 8, 0x8000, 5).log(TEXTS);
    new SyntheticRing(ram, 8, 0x10000, 5).log(TEXTS.subList(0, 4));
    assertThat(log.lines()).isEqualTo(TEXTS);
  }

  @Test
  void aSecondLookSeesWhatIsNewOrElsewhere() {
    SyntheticRing ring = ring(8).log(TEXTS.subList(0, 4));
    assertThat(log.lines()).hasSize(4);
    ring.log(TEXTS.subList(4, 6));
    assertThat(log.lines()).isEqualTo(TEXTS);
    assertThat(log.lines()).isEqualTo(TEXTS);
    List<String> more = Stream.concat(TEXTS.stream(), Stream.of("moved")).toList();
    new SyntheticRing(ram, 8, 0x80000, 5).log(more);
    assertThat(log.lines()).isEqualTo(more);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 4})
  void aKnownRingIsReadAlsoAfterItHasWrapped(int word) {
    List<String> numbers = new ArrayList<>(TEXTS);
    Collections.addAll(numbers, "seven", "eight", "nine");
    SyntheticRing ring = ring(word).log(numbers);
    assertThat(log.lines()).isEqualTo(numbers);
    ring.stub().moveTo(0x3000).log("ten, the newest one");
    numbers.remove(0);
    numbers.add("ten, the newest one");
    assertThat(log.lines()).isEqualTo(numbers);
  }

  @Test
  void onlyTheLastLinesOfALongLogAreKept() {
    SyntheticRing ring = ring(8).log(TEXTS);
    for (int i = 0; i < 3000; i++) {
      ring.log("line " + i);
    }
    assertThat(log.lines()).hasSize(KernelLog.MOST_LINES).last().isEqualTo("line 2999");
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 20})
  void readsTheRecordsBeforeLinux510(int header) {
    int at = 0x3000;
    for (String text : TEXTS) {
      int size = (header + text.length() + 3) / 4 * 4;
      ram.word(at, 8, at);
      ram.half(at + 8, size);
      ram.half(at + 10, text.length());
      ram.text(at + header, text);
      at += size;
    }
    assertThat(log.lines()).isEqualTo(TEXTS);
  }

  @Test
  void aLogAtTheEndOfTheRamIsReadAsFarAsItGoes() {
    new SyntheticRing(ram, 8, SIZE - 240, 5).log(TEXTS);
    assertThat(log.lines()).startsWith(TEXTS.get(0), TEXTS.get(1));
  }

  @Test
  void noMemoryAndNoiseHaveNoLog() {
    assertThat(new KernelLog(new SyntheticRam(START, 0)).lines()).isEmpty();
    Random random = new Random(1);
    for (int at = 0; at < SIZE; at += 8) {
      ram.word(at, 8, random.nextLong());
    }
    for (int at = 0; at < SIZE - 32; at += 4096) {
      ram.text(at + 8, VERSION.substring(0, 24));
    }
    assertThat(log.lines()).isEmpty();
    assertThat(ram.read(new MachineAddress(START - 8), 8).limit()).isZero();
  }

  private SyntheticRing ring(int word) {
    return new SyntheticRing(ram, word, 0x3000, SyntheticRing.firstId(word));
  }
}
