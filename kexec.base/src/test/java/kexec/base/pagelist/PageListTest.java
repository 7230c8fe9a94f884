package kexec.base.pagelist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import kexec.api.fault.KexecException;
import kexec.api.memory.Frame;
import kexec.api.memory.MachineAddress;
import kexec.api.memory.Range;
import kexec.api.plan.SegmentData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageListTest {

  private static final MachineAddress NO_LIMIT = new MachineAddress(1L << 46);

  /**
   * Destinations at frames 100 to 139 and 150 to 179; frames 1000 and above are no destinations.
   */
  private static final List<Destination> TWO =
      List.of(destination(150, 30, 29 * 4096 + 7, 2), destination(100, 40, 20 * 4096 + 1, 1));

  private static final MachineAddress LIMIT = new MachineAddress(5000L << 12);

  static Stream<Arguments> allocators() {
    List<Long> own = frames(TWO);
    List<Long> free = LongStream.range(1000, 1200).boxed().toList();
    List<Long> above = LongStream.range(4990, 5100).boxed().toList();
    return Stream.of(
        Arguments.of("nobody's pages only", free),
        Arguments.of("exactly its own", join(own, free)),
        Arguments.of("its own in reverse: all wait but the last", join(reversed(own), free)),
        Arguments.of("one behind: an exchange for each", join(List.of(999L), join(own, free))),
        Arguments.of("above the limit first", join(above, join(own, free))),
        Arguments.of(
            "the upper segment first", join(own.subList(40, 70), join(own.subList(0, 40), free))),
        Arguments.of("every other one", alternating(own, free)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("allocators")
  void carriesContentWhateverTheAllocatorDoes(String name, List<Long> order) throws KexecException {
    TinyMemory memory = new TinyMemory(order);
    PageList list = PageList.allocate(memory, TWO, LIMIT);
    assertCarries(memory, list, TWO, LIMIT);
    assertNoLeak(memory, list);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void carriesContentWithRandomPages(int seed) throws KexecException {
    Random random = new Random(seed);
    List<Destination> destinations = new ArrayList<>();
    long at = 100;
    for (int i = 0; i < 1 + random.nextInt(6); i++) {
      int pages = 1 + random.nextInt(700);
      destinations.add(destination(at, pages, random.nextInt(pages * 4096 + 1), seed + i));
      at += pages + random.nextInt(3);
    }
    List<Long> order = new ArrayList<>(LongStream.range(50, at + 2000).boxed().toList());
    Collections.shuffle(order, random);
    MachineAddress limit = new MachineAddress((at + 1900) << 12);

    TinyMemory memory = new TinyMemory(order);
    PageList list = PageList.allocate(memory, destinations, limit);

    assertCarries(memory, list, destinations, limit);
    assertNoLeak(memory, list);
  }

  @ParameterizedTest(name = "{0} pages")
  @ValueSource(ints = {1, 509, 510, 511, 512, 1020, 1021, 1022, 1023})
  void chainsIndirectionPages(int pages) throws KexecException {
    List<Destination> destinations = List.of(destination(100, pages, pages * 4096, 3));
    TinyMemory memory = new TinyMemory(LongStream.range(2000, 5000).boxed().toList());
    PageList list = PageList.allocate(memory, destinations, NO_LIMIT);
    assertCarries(memory, list, destinations, NO_LIMIT);
    // One destination entry, the sources, the end; 511 entries and a link in all but the last page.
    assertThat(list.indirectionPages()).isEqualTo(pages + 2 <= 512 ? 1 : pages + 2 <= 1023 ? 2 : 3);
  }

  @Test
  void takesNoDestinationAtAll() throws KexecException {
    TinyMemory memory = new TinyMemory(List.of(7L));
    PageList list = PageList.allocate(memory, List.of(), NO_LIMIT);
    assertCarries(memory, list, List.of(), NO_LIMIT);
    assertNoLeak(memory, list);
  }

  @Test
  void takesAnEmptyDestinationAndOneWithoutContent() throws KexecException {
    List<Destination> destinations =
        List.of(destination(100, 0, 0, 1), destination(100, 2, 0, 1), destination(102, 0, 0, 1));
    TinyMemory memory = new TinyMemory(List.of(101L, 100L, 50L, 51L));
    PageList list = PageList.allocate(memory, destinations, NO_LIMIT);
    assertCarries(memory, list, destinations, NO_LIMIT);
    assertNoLeak(memory, list);
  }

  @Test
  void takesZerosWithoutWritingThem() throws KexecException {
    SegmentData zeros = SegmentData.zeros(2 * 4096 + 100);
    SegmentData mixed =
        SegmentData.concat(List.of(zeros, SegmentData.ofBytes(new byte[] {1, 2, 3}), zeros));
    List<Destination> destinations =
        List.of(new Destination(Range.machine(0x100000, 0x106000), mixed));
    // One page with the three bytes, one that two parts share at its end, and the list itself.
    TinyMemory memory = new TinyMemory(LongStream.range(1, 20).boxed().toList()).failingAtWrite(2);
    PageList list = PageList.allocate(memory, destinations, NO_LIMIT);
    assertCarries(memory, list, destinations, NO_LIMIT);
  }

  static Stream<Integer> shortages() {
    return IntStream.rangeClosed(0, 71).boxed();
  }

  @ParameterizedTest(name = "after {0} pages")
  @MethodSource("shortages")
  void freesEverythingWhenMemoryEnds(int have) {
    List<Long> order = join(List.of(6000L, 999L), frames(TWO)).subList(0, have);
    TinyMemory memory = new TinyMemory(order);
    assertThatThrownBy(() -> PageList.allocate(memory, TWO, LIMIT))
        .isInstanceOf(KexecException.class);
    assertThat(memory.everAllocated()).hasSize(have);
    assertThat(memory.allocated()).isEmpty();
  }

  @ParameterizedTest(name = "write {0}")
  @ValueSource(ints = {0, 1, 20, 50, 51})
  void freesEverythingWhenAWriteFails(int write) {
    TinyMemory memory =
        new TinyMemory(LongStream.range(1000, 1200).boxed().toList()).failingAtWrite(write);
    assertThatThrownBy(() -> PageList.allocate(memory, TWO, LIMIT))
        .isInstanceOf(KexecException.class);
    assertThat(memory.everAllocated()).isNotEmpty();
    assertThat(memory.allocated()).isEmpty();
  }

  @Test
  void refusesOverlappingDestinations() {
    List<Destination> overlapping = List.of(destination(100, 4, 1, 1), destination(103, 4, 1, 1));
    assertThatThrownBy(() -> PageList.allocate(new TinyMemory(List.of()), overlapping, NO_LIMIT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0x64000, 0x68000) and [0x67000, 0x6b000)");
  }

  @Test
  void refusesPartsOfPages() {
    List<Destination> part =
        List.of(new Destination(Range.machine(0x1000, 0x1800), SegmentData.zeros(1)));
    assertThatThrownBy(() -> PageList.allocate(new TinyMemory(List.of()), part, NO_LIMIT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[0x1000, 0x1800)");
  }

  @Test
  void refusesMorePagesThanCanBeNumbered() {
    List<Destination> huge =
        List.of(new Destination(Range.machine(0, 1L << 44), SegmentData.zeros(1)));
    assertThatThrownBy(() -> PageList.allocate(new TinyMemory(List.of()), huge, NO_LIMIT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesContentThatDoesNotFit() {
    Range<MachineAddress> page = Range.machine(0x1000, 0x2000);
    SegmentData content = SegmentData.zeros(0x1001);
    assertThatThrownBy(() -> new Destination(page, content))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0x1001");
  }

  @Test
  void findsControlPagesThatAreNobodys() throws KexecException {
    List<Long> order = LongStream.range(1000, 1071).boxed().toList();
    // A destination's first page, one's last, one at the limit, and a good one.
    List<Long> pages = List.of(100L, 139L, 5000L, 200L);
    TinyMemory memory = new TinyMemory(join(order, pages));
    PageList list = PageList.allocate(memory, TWO, LIMIT);
    assertThat(list.allocateControl()).isEqualTo(new Frame(200));
    assertThat(memory.allocated()).contains(200L).doesNotContain(100L, 139L, 5000L);
    assertNoLeak(memory, list);
  }

  @Test
  void freesUnusableControlPagesWhenMemoryEnds() throws KexecException {
    List<Long> order = LongStream.range(1000, 1071).boxed().toList();
    TinyMemory memory = new TinyMemory(join(order, List.of(100L)));
    PageList list = PageList.allocate(memory, TWO, LIMIT);
    assertThatThrownBy(() -> list.allocateControl()).isInstanceOf(KexecException.class);
    assertThat(memory.allocated()).hasSize(71);
    assertNoLeak(memory, list);
  }

  private static void assertCarries(
      TinyMemory memory, PageList list, List<Destination> destinations, MachineAddress limit) {
    Relocation run = new Relocation(memory.snapshot()).run(list.head().raw());
    Set<Long> all = new HashSet<>(frames(destinations));
    assertThat(run.moves()).hasSize(all.size());
    assertThat(list.pages()).isEqualTo(all.size());
    for (long[] move : run.moves()) {
      assertThat(move[0] == move[1] || !all.contains(move[0]))
          .as("source %x of destination %x", move[0], move[1])
          .isTrue();
      assertThat((move[0] + 1) << 12).isLessThanOrEqualTo(limit.value());
    }
    assertThat(run.indirectionFrames()).hasSize(list.indirectionPages()).noneMatch(all::contains);
    for (Destination destination : destinations) {
      assertContent(run, destination);
    }
  }

  private static void assertContent(Relocation run, Destination destination) {
    byte[] expected = new byte[Math.toIntExact(destination.memory().size())];
    int size = Math.toIntExact(destination.content().size());
    destination.content().buffer(0, size).get(expected, 0, size);
    long first = destination.memory().start().value() >>> 12;
    for (int page = 0; page < expected.length / 4096; page++) {
      assertThat(run.page(first + page))
          .as("page %s of %s", page, destination.memory())
          .isEqualTo(Arrays.copyOfRange(expected, page * 4096, page * 4096 + 4096));
    }
  }

  private static void assertNoLeak(TinyMemory memory, PageList list) {
    assertThat(memory.allocated())
        .hasSizeGreaterThanOrEqualTo(list.pages() + list.indirectionPages());
    list.close();
    assertThat(memory.allocated()).isEmpty();
    list.close();
  }

  private static Destination destination(long frame, int pages, int bytes, int seed) {
    byte[] content = new byte[bytes];
    new Random(seed).nextBytes(content);
    return new Destination(
        Range.machine(frame << 12, (frame + pages) << 12), SegmentData.ofBytes(content));
  }

  private static List<Long> frames(List<Destination> destinations) {
    return destinations.stream()
        .flatMapToLong(
            d ->
                LongStream.range(
                    d.memory().start().value() >>> 12, d.memory().end().value() >>> 12))
        .sorted()
        .boxed()
        .toList();
  }

  private static List<Long> join(List<Long> first, List<Long> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static List<Long> reversed(List<Long> list) {
    List<Long> copy = new ArrayList<>(list);
    Collections.reverse(copy);
    return copy;
  }

  private static List<Long> alternating(List<Long> one, List<Long> other) {
    return IntStream.range(0, one.size())
        .boxed()
        .flatMap(i -> Stream.of(one.get(one.size() - 1 - i), other.get(i)))
        .toList();
  }
}
