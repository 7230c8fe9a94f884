package kexec.linux.memory;

import static kexec.linux.Tree.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.VirtualAddress;
import kexec.linux.Tree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryReaderTest {

  private static final long BASE = 0xffff_9a40_0000_0000L;
  private static final long TEXT = 0xffff_ffff_9560_0000L;

  @TempDir private Path path;
  private Tree tree;
  private MemoryReader reader;

  @BeforeEach
  void start() {
    tree = new Tree(path);
    reader = new MemoryReader(tree.root());
  }

  /** As a guest of 512 MiB has them, in the kernel's order. */
  private static byte[] guest() {
    return KcoreFile.of(
        KcoreFile.load(TEXT, 0x6600000, 0x282a000),
        KcoreFile.load(0xffff_ffff_ff60_0000L, -1, 0x1000),
        KcoreFile.load(0xffff_b000_0000_0000L, -1, 0x1fff_ffff_ffffL),
        KcoreFile.load(BASE + 0x1000, 0x1000, 0x9e000),
        KcoreFile.load(0xffff_e2c1_4000_0000L, -1, 0x800000),
        KcoreFile.load(BASE + 0x100000, 0x100000, 0x1fedf000));
  }

  @Test
  void kernelTextAndDirectMapOfAGuest() throws Exception {
    tree.with("/proc/kcore", guest());
    Kcore kcore = reader.kcore();
    assertThat(kcore.segments()).hasSize(6);
    KcoreSegment text = kcore.kernelText().orElseThrow();
    assertThat(text.virtual()).hasToString("[0xffffffff95600000, 0xffffffff97e2a000)");
    assertThat(text.physical()).contains(new PhysicalAddress(0x6600000));
    assertThat(kcore.directMap()).contains(new VirtualAddress(BASE));
  }

  @Test
  void aKernelThatShowsNoMemory() throws Exception {
    Kcore kcore =
        KcoreParser.parse("x", KcoreFile.of(KcoreFile.load(0xffff_ffff_c000_0000L, -1, 0x1000)));
    assertThat(kcore.kernelText()).isEmpty();
    assertThat(kcore.directMap()).isEmpty();
    assertThat(kcore.segments().get(0).physical()).isEqualTo(Optional.empty());
  }

  @Test
  void memoryThatIsSeenAtSeveralDistancesHasNoOneBase() throws Exception {
    Kcore kcore =
        KcoreParser.parse(
            "x",
            KcoreFile.of(
                KcoreFile.load(BASE + 0x1000, 0x1000, 0x1000),
                KcoreFile.load(BASE + 0x9000, 0x8000, 0x1000)));
    assertThat(kcore.directMap()).isEmpty();
  }

  @Test
  void moreHeadersThanMostHave() throws Exception {
    ByteBuffer[] loads =
        Stream.iterate(0L, i -> i + 1)
            .limit(65535)
            .map(i -> KcoreFile.load(BASE + (i << 12), i << 12, 0x1000))
            .toArray(ByteBuffer[]::new);
    byte[] file = KcoreFile.of(loads);
    assertThat(file).hasSize(KcoreParser.MAX_HEADERS);
    tree.with("/proc/kcore", file);
    assertThat(reader.kcore().segments()).hasSize(65535);
  }

  static Stream<Arguments> hostile() {
    Consumer<ByteBuffer> magic = file -> file.putInt(0, 0);
    Consumer<ByteBuffer> narrow = file -> file.put(4, (byte) 1);
    Consumer<ByteBuffer> bigEndian = file -> file.put(5, (byte) 2);
    Consumer<ByteBuffer> entrySize = file -> file.putShort(54, (short) 32);
    Consumer<ByteBuffer> count = file -> file.putShort(56, (short) -1);
    Consumer<ByteBuffer> inHeader = file -> file.putLong(32, 63);
    Consumer<ByteBuffer> farAway = file -> file.putLong(32, 1L << 40);
    Consumer<ByteBuffer> negative = file -> file.putLong(32, -64);
    Consumer<ByteBuffer> last = file -> file.putLong(32, Long.MAX_VALUE);
    Consumer<ByteBuffer> size = file -> file.putLong(64 + 56 + 40, -1);
    return Stream.of(
        Arguments.of("no ELF file", magic),
        Arguments.of("32 bits", narrow),
        Arguments.of("big endian", bigEndian),
        Arguments.of("another entry size", entrySize),
        Arguments.of("more headers than there are", count),
        Arguments.of("headers in the header", inHeader),
        Arguments.of("headers far away", farAway),
        Arguments.of("headers at a negative place", negative),
        Arguments.of("headers at the last place", last),
        Arguments.of("a segment beyond the address space", size));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void hostileKcore(String name, Consumer<ByteBuffer> damage) throws Exception {
    byte[] file = guest();
    damage.accept(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
    tree.with("/proc/kcore", file);
    assertRefused("file-malformed", reader::kcore);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 63, 64, 399})
  void kcoreThatEndsTooEarly(int length) throws Exception {
    tree.with("/proc/kcore", Arrays.copyOf(guest(), length));
    assertRefused("file-malformed", reader::kcore);
  }

  @Test
  void kcoreThatIsNotThere() {
    assertRefused("file-absent", reader::kcore);
  }

  @Test
  void pagesOfThisProcess() throws Exception {
    ByteBuffer file = ByteBuffer.allocate(0x20 * 8).order(ByteOrder.nativeOrder());
    file.putLong(0x10 * 8, 0x8180_0000_0001_2345L);
    file.putLong(0x11 * 8, 0x8000_0000_0000_0000L);
    file.putLong(0x12 * 8, 0x4000_0000_0000_0042L);
    tree.with("/proc/self/pagemap", file.array());
    assertThat(reader.pagemap(new VirtualAddress(0x10fff), 3))
        .satisfiesExactly(
            there -> {
              assertThat(there.frame()).hasValue(0x12345);
              assertThat(there.isHidden()).isFalse();
            },
            hidden -> {
              assertThat(hidden.isPresent()).isTrue();
              assertThat(hidden.isHidden()).isTrue();
              assertThat(hidden.frame()).isEmpty();
            },
            swapped -> {
              assertThat(swapped.isPresent()).isFalse();
              assertThat(swapped.isHidden()).isFalse();
              assertThat(swapped.frame()).isEmpty();
            });
    assertThat(reader.pagemap(new VirtualAddress(0), 0)).isEmpty();
  }

  @Test
  void pagesThatTheKernelTellsNothingOf() throws Exception {
    tree.with("/proc/self/pagemap", new byte[15]);
    assertRefused("file-malformed", () -> reader.pagemap(new VirtualAddress(0x1000), 1));
    assertRefused("file-malformed", () -> reader.pagemap(new VirtualAddress(-1), 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> reader.pagemap(new VirtualAddress(0), -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> reader.pagemap(new VirtualAddress(0), MemoryReader.MAX_PAGES + 1));
  }

  @Test
  void amounts() throws Exception {
    tree.with(
        "/proc/meminfo",
        """
        MemTotal:         473448 kB
        MemFree:          408244 kB
        MemAvailable:     421336 kB
        HugePages_Total:       0
        """);
    assertThat(reader.memInfo()).isEqualTo(new MemInfo(473448L << 10, 421336L << 10, 0, 0));
  }

  @Test
  void contiguousMemory() throws Exception {
    tree.with(
        "/proc/meminfo",
        """
        MemTotal:         473448 kB
        MemAvailable:     421336 kB
        CmaTotal:         262144 kB
        CmaFree:          250000 kB
        """);
    assertThat(reader.memInfo().contiguous()).isEqualTo(256L << 20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "MemTotal: 1 kB\n",
        "MemTotal: 1 MB\nMemAvailable: 1 kB\n",
        "MemTotal: -1 kB\nMemAvailable: 1 kB\n",
        "MemTotal: 9223372036854775807 kB\nMemAvailable: 1 kB\n",
        "MemTotal: 9999999999999999999 kB\nMemAvailable: 1 kB\n",
        "MemTotal: 1 kB\nMemAvailable: 1 kB\nCmaTotal: none\n",
      })
  void hostileAmounts(String text) {
    assertRefused("file-malformed", () -> MemInfo.parse("meminfo", text));
  }

  @Test
  void memoryBlocks() throws Exception {
    assertThat(reader.blocks()).isEmpty();
    tree.with("/sys/devices/system/memory/memory32/state", "offline\n")
        .with("/sys/devices/system/memory/memory3/state", "online\n")
        .with("/sys/devices/system/memory/block_size_bytes", "8000000\n");
    assertThat(reader.blocks()).containsExactly(3, 32);
  }
}
