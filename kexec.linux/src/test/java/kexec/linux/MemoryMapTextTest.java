package kexec.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.memory.RangeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryMapTextTest {

  private static final List<MemoryType> TYPES =
      List.of(
          MemoryType.RAM,
          MemoryType.RESERVED,
          MemoryType.ACPI,
          MemoryType.NVS,
          MemoryType.UNUSABLE,
          MemoryType.PMEM);

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "usable, ram",
    "System RAM, ram",
    "ram, ram",
    "reserved, reserved",
    "Soft Reserved, soft-reserved",
    "device reserved, reserved",
    "ACPI data, acpi",
    "ACPI Tables, acpi",
    "ACPI NVS, nvs",
    "ACPI Non-volatile Storage, nvs",
    "unusable, unusable",
    "persistent (type 7), pmem",
    "persistent (type 12), pram",
    "Persistent Memory, pmem",
    "type 20, type 20",
  })
  void typesOfListings(String name, String label) throws Exception {
    MemoryType type = MemoryType.labelled(label).orElseThrow();
    MemoryMap expected = MemoryMap.of(List.of(new MemoryRegion(Range.machine(0, 0x1000), type)));
    assertThat(MemoryMapText.parse("t", "0x0-0xfff " + name)).isEqualTo(expected);
    assertThat(MemoryMapText.parse("t", "0000-0fff   " + name + "\r\n")).isEqualTo(expected);
    assertThat(MemoryMapText.parse("t", "host kernel: BIOS-e820: [mem 0x0-0xfff] " + name))
        .isEqualTo(expected);
  }

  private static final String IOMEM =
      """
      00001000-0009ffff : System RAM
      00100000-bffdffff : System RAM
        20000000-263fffff : Crash kernel
      bffe0000-bfffffff : ACPI Tables
      """;

  @Test
  void crashMemoryAddedToIomem() throws Exception {
    MemoryMap map =
        MemoryMapText.parse(
            "t", IOMEM + "80000000-8fffffff Crash kernel CMA\n0x30000000-0x3fffffff crash kernel");
    assertThat(map.crashCma()).isEqualTo(RangeSet.of(Range.machine(0x80000000L, 0x90000000L)));
    assertThat(map.crashRegion()).contains(Range.machine(0x30000000, 0x40000000));
    assertThat(map.ram()).isEqualTo(MemoryMapText.parse("t", IOMEM).ram());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bffe0000-bffeffff Crash kernel CMA",
        "20000000-20ffffff Crash kernel CMA",
        "80000000-8fffffff Crash kernel of some kind",
        "8fffffff-80000000 Crash kernel CMA",
      })
  void crashMemoryAddedToIomemThatCannotBe(String line) {
    assertThat(
            catchThrowableOfType(
                MemoryMapException.class, () -> MemoryMapText.parse("t", IOMEM + line)))
        .hasMessageContaining("line 5")
        .hasMessageContaining(line);
  }

  @Test
  void everyTypeLabelIsUnderstood() throws Exception {
    for (MemoryType type : TYPES) {
      assertThat(MemoryMapText.parse("t", "0-fff " + type.label()).regions().get(0).type())
          .isEqualTo(type);
    }
  }

  @Test
  void commentsAndBlankLinesCountAsLinesOnly() {
    assertRefused("# a PC\n\n0x0-0xfff usable\nnonsense", MemoryMapException.LINE, 4);
  }

  @Test
  void listingsNeedNoOrder() throws Exception {
    MemoryMap map = MemoryMapText.parse("t", "1000-1fff reserved\n0-fff usable");
    assertThat(SampleTexts.brief(map)).isEqualTo("0 1000 ram\n1000 2000 reserved");
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("nothing", "", MemoryMapException.EMPTY, 0),
        Arguments.of("only comments", "# a\n \n", MemoryMapException.EMPTY, 0),
        Arguments.of("only a crash region", "0-fff Crash kernel", MemoryMapException.EMPTY, 0),
        Arguments.of("another text", "hello\nworld", MemoryMapException.LINE, 1),
        Arguments.of("unknown type", "0-fff usable\n1000-1fff magic", MemoryMapException.LINE, 2),
        Arguments.of("end below start", "1000-fff usable", MemoryMapException.LINE, 1),
        Arguments.of(
            "the last byte there is", "0-ffffffffffffffff usable", MemoryMapException.LINE, 1),
        Arguments.of("17 digits", "0-10000000000000000 usable", MemoryMapException.LINE, 1),
        Arguments.of("a sign", "-1-fff usable", MemoryMapException.LINE, 1),
        Arguments.of("no type", "0-fff", MemoryMapException.LINE, 1),
        Arguments.of("overlap", "0-fff usable\nfff-1fff usable", MemoryMapException.OVERLAP, 2),
        Arguments.of(
            "overlap above 2^63",
            "8000000000000000-9000000000000000 usable\n8800000000000000-8800000000000fff reserved",
            MemoryMapException.OVERLAP,
            2),
        Arguments.of(
            "crash region in a hole",
            "0-fff usable\n0x1000-0x1fff Crash kernel",
            MemoryMapException.LINE,
            2),
        Arguments.of(
            "crash regions that overlap",
            "0-ffff usable\n0x1000-0x1fff Crash kernel\n0x1fff-0x2fff Crash kernel",
            MemoryMapException.OVERLAP,
            2),
        Arguments.of(
            "marked line that is cut short",
            "BIOS-e820: [mem 0x0-0xfff] usable\nBIOS-e820: [mem 0x1000-0x1f",
            MemoryMapException.LINE,
            2),
        Arguments.of(
            "exclusive ends of old kernels",
            "BIOS-e820: 0000000000000000 - 000000000009fc00 (usable)",
            MemoryMapException.LINE,
            1),
        Arguments.of(
            "hidden addresses",
            "00000000-00000000 : System RAM\n  00000000-00000000 : Kernel code",
            MemoryMapException.ZEROS,
            0),
        Arguments.of(
            "iomem with a line of another kind",
            "00000000-00000fff : System RAM\n0x1000-0x1fff usable",
            MemoryMapException.LINE,
            2),
        Arguments.of("odd indentation", "0-fff : System RAM\n 0-7 : x", MemoryMapException.LINE, 2),
        Arguments.of(
            "indentation without a parent", "  0-fff : System RAM", MemoryMapException.LINE, 1),
        Arguments.of(
            "two levels at once", "0-fff : System RAM\n    0-7 : x", MemoryMapException.LINE, 2),
        Arguments.of(
            "child outside its parent",
            "0-fff : System RAM\n  ff0-1000 : Crash kernel",
            MemoryMapException.OVERLAP,
            2),
        Arguments.of(
            "siblings that overlap",
            "0-fff : System RAM\nfff-1fff : Reserved",
            MemoryMapException.OVERLAP,
            2),
        Arguments.of(
            "nested siblings that overlap",
            "0-fff : System RAM\n  0-7f : a\n  7f-ff : b",
            MemoryMapException.OVERLAP,
            3),
        Arguments.of(
            "descending lines",
            "1000-1fff : System RAM\n0-fff : System RAM",
            MemoryMapException.LINE,
            2),
        Arguments.of("iomem end below start", "1000-fff : System RAM", MemoryMapException.LINE, 1),
        Arguments.of(
            "crash region in reserved memory",
            "0-fff : Reserved\n  0-fff : Crash kernel",
            MemoryMapException.LINE,
            2));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refuses(String name, String text, String code, int line) {
    assertRefused(text, code, line);
  }

  @Test
  void refusesTextsBeyondTheLimit() {
    String text = "0-fff usable\n" + "#".repeat(MemoryMapText.MAX_LENGTH);
    assertRefused(text, MemoryMapException.TOO_LONG, 0);
  }

  @Test
  void showsNeitherEndlessLinesNorControlCharacters() {
    MemoryMapException e = refusal("0-fff \u001b[2J" + "x".repeat(5000));
    assertThat(e.fault().cause()).hasSizeLessThan(300).doesNotContain("\u001b").contains("…");
  }

  @Test
  void hiddenAddressesAreToldWithTheirCure() {
    MemoryMapException e = refusal("00000000-00000000 : System RAM");
    assertThat(e.fault().cure()).contains("Run as root");
    assertThat(e.fault().attempted()).isEqualTo("reading the memory map t");
  }

  @Test
  void nestsAsDeeplyAsTheKernelPrints() throws Exception {
    StringBuilder text = new StringBuilder();
    for (int depth = 0; depth <= 8; depth++) {
      text.append("  ".repeat(depth)).append("0-fff : System RAM\n");
    }
    assertThat(SampleTexts.brief(MemoryMapText.parse("t", text.toString())))
        .isEqualTo("0 1000 ram");
    text.append("  ".repeat(9)).append("0-fff : Reserved\n");
    assertRefused(text.toString(), MemoryMapException.LINE, 10);
  }

  static IntStream seeds() {
    return IntStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsPrintedIsReadBack(int seed) throws Exception {
    MemoryMap map = randomMap(new Random(seed));
    assertThat(MemoryMapText.parse("t", SampleTexts.logged(map))).isEqualTo(map);
    String stamped = SampleTexts.logged(map).replace("BIOS", "[    0.000000] BIOS");
    assertThat(MemoryMapText.parse("t", "Linux version\n" + stamped)).isEqualTo(map);
  }

  /** For any truncated, swapped or flipped input: a map or a refusal, never another exception. */
  @ParameterizedTest
  @MethodSource("seeds")
  void damagedTextsAreReadOrRefused(int seed) throws Exception {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(SampleTexts.resource("laptop.iomem"));
    for (int i = random.nextInt(4) + 1; i > 0; i--) {
      text.setCharAt(random.nextInt(text.length()), "0f -:\nzR".charAt(random.nextInt(8)));
    }
    text.setLength(random.nextInt(text.length()));
    try {
      assertThat(MemoryMapText.parse("t", text.toString())).isNotNull();
    } catch (MemoryMapException e) {
      assertThat(e.fault().code()).startsWith("memory-map-");
    }
  }

  private static MemoryMap randomMap(Random random) {
    List<MemoryRegion> regions = new ArrayList<>();
    long at = 0;
    for (int i = random.nextInt(300) + 1; i > 0; i--) {
      long start = at + random.nextInt(3) * 0x1000L;
      long end = start + 1 + random.nextInt(Integer.MAX_VALUE);
      MemoryType type = TYPES.get(random.nextInt(TYPES.size()));
      regions.add(new MemoryRegion(Range.machine(start, end), type));
      at = end;
    }
    MemoryMap map = MemoryMap.of(regions);
    return random.nextBoolean() && !map.ram().isEmpty()
        ? map.withCrashRegion(map.ram().ranges().get(0))
        : map;
  }

  private static void assertRefused(String text, String code, int line) {
    MemoryMapException e = refusal(text);
    assertThat(e.fault().code()).isEqualTo(code);
    assertThat(e.line()).isEqualTo(line == 0 ? OptionalInt.empty() : OptionalInt.of(line));
    if (line > 0) {
      assertThat(e.fault().cause()).startsWith("line " + line + ", \"");
    }
  }

  private static MemoryMapException refusal(String text) {
    MemoryMapException e =
        catchThrowableOfType(MemoryMapException.class, () -> MemoryMapText.parse("t", text));
    assertThat(e).as("refused").isNotNull();
    return e;
  }
}
