package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import kexec.api.fault.Finding;
import kexec.api.fault.Severity;
import kexec.api.machine.PlatformData;
import kexec.api.memory.Range;
import kexec.api.plan.Slot;
import kexec.tck.boot.RecordedImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EfiHandOverTest {

  private static final Map<String, Long> LOW =
      Map.of("kernel", 0x1000000L, "boot-params", 0x1000L, "stub", 0x20000L);

  @TempDir Path directory;

  private Bench bench;

  @BeforeEach
  void prepare() {
    bench = new Bench(new BzImageProtocol(), directory);
  }

  private RecordedImage build(EfiMachine machine) throws Exception {
    return bench.platform(machine).build(new SyntheticBzImage().bytes(), LOW, null);
  }

  private static ZeroPage page(RecordedImage image, long at) throws Exception {
    return new ZeroPage(image.bytes("boot-params"), at);
  }

  private static Finding finding(RecordedImage image) {
    assertThat(image.findings()).hasSize(1);
    return image.findings().get(0);
  }

  private static void assertHandedOver(ZeroPage page) {
    assertThat(page.u32(0x1c0)).as("efi_loader_signature").isEqualTo(0x34364c45);
    assertThat(page.u32(0x1d8) << 32 | page.u32(0x1c4)).isEqualTo(EfiMachine.SYSTAB);
    assertThat(page.u32(0x1c8)).as("efi_memdesc_size").isEqualTo(40);
    assertThat(page.u32(0x1cc)).as("efi_memdesc_version").isEqualTo(1);
    assertThat(page.u32(0x1d4)).as("efi_memmap_size").isEqualTo(80);
    assertThat(page.bytes(page.u32(0x1dc) << 32 | page.u32(0x1d0), 80)).isEqualTo(EfiMachine.MAP);
    ZeroPage data = page.setupData(4).orElseThrow();
    assertThat(data.u32(12)).as("len").isEqualTo(96);
    assertThat(data.u64(16)).as("fw_vendor").isEqualTo(EfiMachine.VENDOR);
    assertThat(data.u64(24)).as("unused").isZero();
    assertThat(data.u64(32)).as("tables").isEqualTo(EfiMachine.TABLES);
    assertThat(data.u64(40)).as("smbios").isEqualTo(EfiMachine.SMBIOS);
    for (int at = 48; at < 16 + 96; at += 8) {
      assertThat(data.u64(at)).as("reserved").isZero();
    }
  }

  @Test
  void allOfItIsHandedOver() throws Exception {
    RecordedImage image = build(new EfiMachine());
    assertHandedOver(page(image, 0x1000));
    assertThat(page(image, 0x1000).u8(0x1ec)).as("secure_boot").isEqualTo(2);
    assertThat(page(image, 0x1000).u64(0x70)).isEqualTo(EfiMachine.RSDP);
    assertThat(finding(image).code()).isEqualTo("efi-handed-over");
    assertThat(finding(image).severity()).isEqualTo(Severity.INFO);
    assertThat(finding(image).message()).contains("0x13f5ee018", "2 memory ranges");
  }

  @Test
  void crashKernelGetsItToo() throws Exception {
    long at = 0x11000000;
    Map<String, Long> places =
        Map.of("kernel", 0x12000000L, "boot-params", at, "stub", 0x10000000L);
    RecordedImage image =
        bench
            .slot(Slot.CRASH)
            .platform(new EfiMachine())
            .build(new SyntheticBzImage().bytes(), places, Range.machine(0x14000000, 0x14001000));
    assertHandedOver(page(image, at));
  }

  @Test
  void addressesAbove4GiBAreWhole() throws Exception {
    long at = 0x3_4000_0000L;
    Map<String, Long> places = Map.of("kernel", 0x1000000L, "boot-params", at, "stub", 0x20000L);
    bench.platform(new EfiMachine());
    assertHandedOver(page(bench.build(new SyntheticBzImage().bytes(), places, null), at));
  }

  @Test
  void memoryMapIsChainedBesideIt() throws Exception {
    bench.memory(Machines.riddled(64));
    ZeroPage page = page(build(new EfiMachine()), 0x1000);
    assertHandedOver(page);
    assertThat(page.e820()).hasSize(130);
  }

  @Test
  void smbiosMayBeAbsent() throws Exception {
    RecordedImage image = build(new EfiMachine().without(PlatformData.SMBIOS));
    ZeroPage data = page(image, 0x1000).setupData(4).orElseThrow();
    assertThat(data.u64(40)).isZero();
    assertThat(finding(image).code()).isEqualTo("efi-handed-over");
  }

  private static Arguments lacking(String what, EfiMachine machine, String said) {
    return arguments(named(what, machine), said);
  }

  static Stream<Arguments> incomplete() {
    String map = PlatformData.EFI_RUNTIME_MAP;
    String vendor = PlatformData.EFI_FW_VENDOR;
    String tables = PlatformData.EFI_CONFIG_TABLE;
    return Stream.of(
        lacking("32-bit", new EfiMachine().boot(0x32334c45, 0x1000, 1), "firmware is a 32-bit one"),
        lacking("no table", new EfiMachine().boot(0x34364c45, 0, 1), "system table 0x0"),
        lacking("version", new EfiMachine().boot(0x34364c45, 0x1000, -1), "version -1"),
        lacking("no map", new EfiMachine().without(map), "no map of their memory"),
        lacking("empty map", new EfiMachine().with(map, new byte[0]), "no map of their memory"),
        lacking("odd map", new EfiMachine().with(map, new byte[79]), "79 bytes"),
        lacking("zeros", new EfiMachine().with(map, new byte[40]), "0x0 pages at 0x0"),
        lacking("absurd map", new EfiMachine().with(map, new byte[40 * 4097]), "more than 4096"),
        lacking("not mapped", new EfiMachine().descriptor(16, 0), "mapped at 0x0"),
        lacking("mapped askew", new EfiMachine().descriptor(16, 0x1001), "mapped at 0x1001"),
        lacking("askew", new EfiMachine().descriptor(8, 0x3f46e001L), "at 0x3f46e001"),
        lacking("no pages", new EfiMachine().descriptor(24, 0), "has 0x0 pages"),
        lacking("negative", new EfiMachine().descriptor(24, -1), "has 0xffffffffffffffff pages"),
        lacking("wraps", new EfiMachine().descriptor(8, -0x1000), "at 0xfffffffffffff000"),
        lacking("too high", new EfiMachine().descriptor(8, 0xf_ffff_ffff_f000L), "at 0xffff"),
        lacking("no vendor", new EfiMachine().without(vendor), "where efi_fw_vendor lies"),
        lacking("short vendor", new EfiMachine().with(vendor, new byte[4]), "where efi_fw_vendor"),
        lacking("no tables", new EfiMachine().without(tables), "where efi_config_table lies"),
        lacking("zero tables", new EfiMachine().with(tables, new byte[8]), "efi_config_table"));
  }

  @ParameterizedTest
  @MethodSource("incomplete")
  void halfOfItIsNone(EfiMachine machine, String said) throws Exception {
    RecordedImage image = build(machine);
    ZeroPage page = page(image, 0x1000);
    assertNothing(page);
    assertThat(page.u64(0x70)).as("acpi_rsdp").isEqualTo(EfiMachine.RSDP);
    assertThat(finding(image).code()).isEqualTo("efi-not-handed-over");
    assertThat(finding(image).severity()).isEqualTo(Severity.WARNING);
    assertThat(finding(image).message()).contains(said);
    assertThat(finding(image).cure()).contains("acpi_rsdp 0x3f77e014 is passed");
  }

  private static void assertNothing(ZeroPage page) {
    assertThat(page.bytes(0x1000 + 0x1c0, 32)).as("efi_info").containsOnly(0);
    assertThat(page.u8(0x1ec)).as("secure_boot").isZero();
    assertThat(page.setupData(4)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x6f, 3})
  void kernelMustSayThatItTakesIt(int xloadflags) throws Exception {
    byte[] kernel = new SyntheticBzImage().u16(0x236, xloadflags).bytes();
    RecordedImage image = bench.platform(new EfiMachine()).build(kernel, LOW, null);
    assertNothing(page(image, 0x1000));
    assertThat(finding(image).message()).endsWith("the kernel file does not say XLF_EFI_KEXEC");
    assertThat(finding(image).cure()).startsWith("Take the bzImage of a kernel");
  }

  @Test
  void vmlinuxSaysNothing() throws Exception {
    Bench elf = new Bench(new Elf64Protocol(), directory).platform(new EfiMachine());
    RecordedImage image = elf.build(new SyntheticElf().bytes(), LOW, null);
    assertNothing(page(image, 0x1000));
    assertThat(finding(image).code()).isEqualTo("efi-not-handed-over");
  }

  @Test
  void cureWithoutKnownAcpiNamesTheParameter() throws Exception {
    RecordedImage image =
        build(
            new EfiMachine().without(PlatformData.ACPI_RSDP).without(PlatformData.EFI_RUNTIME_MAP));
    assertThat(finding(image).cure())
        .isEqualTo(
            "Boot the running kernel without efi=noruntime and noefi. Add acpi_rsdp= with the ACPI"
                + " root pointer's address to the command line, or the kernel will not find its"
                + " ACPI tables.");
  }

  @Test
  void mapIsTakenAsItIs() throws Exception {
    byte[] most = new byte[40 * 4096];
    for (int at = 0; at < most.length; at += 80) {
      System.arraycopy(EfiMachine.MAP, 0, most, at, 80);
    }
    RecordedImage image = build(new EfiMachine().with(PlatformData.EFI_RUNTIME_MAP, most));
    ZeroPage page = page(image, 0x1000);
    assertThat(page.u32(0x1d4)).isEqualTo(most.length);
    assertThat(Arrays.equals(page.bytes(page.u32(0x1d0), most.length), most)).isTrue();
  }
}
