package kexec.linux.firmware;

import static kexec.linux.Tree.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import kexec.api.fault.BadFileException;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.linux.Tree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirmwareReaderTest {

  private static final String MEMMAP = "/sys/firmware/memmap/";

  @TempDir private Path path;
  private Tree tree;
  private FirmwareReader reader;

  @BeforeEach
  void start() {
    tree = new Tree(path);
    reader = new FirmwareReader(tree.root());
  }

  @Test
  void memoryMapOfAQemuGuest() throws Exception {
    region(0, "0x0", "0x9fbff", "System RAM");
    region(1, "0x9fc00", "0x9ffff", "Reserved");
    region(2, "0xf0000", "0xfffff", "Reserved");
    region(10, "0x100000", "0x1ffdefff", "System RAM");
    region(3, "0x1ffdf000", "0x1fffffff", "Reserved");
    region(4, "0xb0000000", "0xbfffffff", "Reserved");
    tree.with(MEMMAP + "other/start", "nonsense");
    assertThat(reader.memoryMap())
        .contains(
            MemoryMap.of(
                List.of(
                    new MemoryRegion(Range.machine(0, 0x9fc00), MemoryType.RAM),
                    new MemoryRegion(Range.machine(0x9fc00, 0xa0000), MemoryType.RESERVED),
                    new MemoryRegion(Range.machine(0xf0000, 0x100000), MemoryType.RESERVED),
                    new MemoryRegion(Range.machine(0x100000, 0x1ffdf000), MemoryType.RAM),
                    new MemoryRegion(Range.machine(0x1ffdf000, 0x20000000), MemoryType.RESERVED),
                    new MemoryRegion(
                        Range.machine(0xb0000000L, 0xc0000000L), MemoryType.RESERVED))));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "System RAM, ram",
    "Reserved, reserved",
    "reserved, reserved",
    "ACPI Tables, acpi",
    "ACPI Non-volatile Storage, nvs",
    "Unusable memory, unusable",
    "Persistent Memory, pmem",
    "Persistent Memory (legacy), pram",
    "Soft Reserved, soft-reserved",
    "Unknown E820 type, reserved",
  })
  void types(String text, String label) throws Exception {
    assertThat(new FirmwareRegion("x", "0x1000", "0x1fff", text + "\n").parse())
        .isEqualTo(
            new MemoryRegion(
                Range.machine(0x1000, 0x2000), MemoryType.labelled(label).orElseThrow()));
  }

  @Test
  void aboveTheSignBit() throws Exception {
    FirmwareRegion region =
        new FirmwareRegion("x", "0x8000000000000000", "0xfffffffffffffffe", "Reserved");
    assertThat(region.parse().range()).isEqualTo(Range.machine(1L << 63, -1));
  }

  @ParameterizedTest(name = "{0}-{1}")
  @CsvSource({
    "0x2000, 0xfff, the last address 0xfff lies below the first 0x2000",
    "0x0, 0xffffffffffffffff, it reaches the last byte of the 64-bit address space",
    "-1, 0xfff, is not a hexadecimal number",
    "0x0, 0x10000000000000000, is not a hexadecimal number",
    "0x0, '', is not a hexadecimal number",
  })
  void hostileRegions(String start, String end, String cause) {
    FirmwareRegion region = new FirmwareRegion("x", start, end, "System RAM");
    assertThat(assertRefused("file-malformed", region::parse).fault().cause()).contains(cause);
  }

  @Test
  void overlappingRegions() throws Exception {
    region(0, "0x0", "0xfff", "System RAM");
    region(1, "0xfff", "0x1fff", "Reserved");
    assertRefused("file-malformed", reader::memoryMap);
  }

  @Test
  void aRegionThatIsNotWhole() throws Exception {
    tree.with(MEMMAP + "0/start", "0x0\n");
    assertThat(assertRefused("file-absent", reader::memoryMap))
        .isInstanceOf(BadFileException.class);
  }

  @Test
  void anEndlessFile() throws Exception {
    region(0, "0x0", "0xfff", "R".repeat(300));
    assertRefused("file-too-long", reader::memoryMap);
  }

  @Test
  void aKernelThatShowsNothing() throws Exception {
    assertThat(reader.memoryMap()).isEmpty();
    assertThat(reader.bootParams()).isEmpty();
    assertThat(reader.setupData()).isEmpty();
    assertRefused("file-malformed", () -> FirmwareMap.parse("x", List.of()));
  }

  @Test
  void bootParams() throws Exception {
    byte[] params = new byte[4096];
    params[4095] = 7;
    tree.with("/sys/kernel/boot_params/data", params);
    assertThat(reader.bootParams()).contains(params);
  }

  @ParameterizedTest
  @CsvSource({"4095, file-malformed", "0, file-malformed", "4097, file-too-long"})
  void bootParamsOfAnotherSize(int size, String code) throws Exception {
    tree.with("/sys/kernel/boot_params/data", new byte[size]);
    assertRefused(code, reader::bootParams);
  }

  @Test
  void setupData() throws Exception {
    String directory = "/sys/kernel/boot_params/setup_data/";
    tree.with(directory + "1/type", "0x80000000\n").with(directory + "1/data", new byte[0]);
    tree.with(directory + "0/type", "0x4\n").with(directory + "0/data", new byte[] {1, 2, 3});
    assertThat(reader.setupData())
        .containsExactly(
            new SetupData(SetupData.EFI, new byte[] {1, 2, 3}),
            new SetupData(0x80000000, new byte[0]))
        .doesNotContain(new SetupData(4, new byte[] {1, 2}))
        .first()
        .hasToString("setup_data type 0x4, 3 bytes")
        .hasSameHashCodeAs(new SetupData(4, new byte[] {1, 2, 3}));
  }

  @Test
  void hostileSetupData() throws Exception {
    String directory = "/sys/kernel/boot_params/setup_data/";
    tree.with(directory + "0/type", "0x100000000\n").with(directory + "0/data", new byte[1]);
    assertRefused("file-malformed", reader::setupData);
    tree.with(directory + "0/type", "0x1")
        .with(directory + "0/data", new byte[FirmwareReader.MAX_SETUP_DATA + 1]);
    assertRefused("file-too-long", reader::setupData);
  }

  private void region(int number, String start, String end, String type) throws IOException {
    tree.with(MEMMAP + number + "/start", start + "\n")
        .with(MEMMAP + number + "/end", end + "\n")
        .with(MEMMAP + number + "/type", type + "\n");
  }
}
