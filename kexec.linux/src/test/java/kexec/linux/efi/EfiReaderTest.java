package kexec.linux.efi;

import static kexec.linux.Tree.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import kexec.linux.Tree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EfiReaderTest {

  private static final String EFI = "/sys/firmware/efi/";

  @TempDir private Path path;
  private Tree tree;
  private EfiReader reader;

  @BeforeEach
  void start() {
    tree = new Tree(path);
    reader = new EfiReader(tree.root());
  }

  @Test
  void aMachineWithoutEfi() throws Exception {
    assertThat(reader.isPresent()).isFalse();
    assertThat(reader.fwVendor()).isEmpty();
    assertThat(reader.runtime()).isEmpty();
    assertThat(reader.configTable()).isEmpty();
    assertThat(reader.platformSize()).isEmpty();
    assertThat(reader.tables()).isEmpty();
    assertThat(reader.runtimeMap()).isEmpty();
  }

  @Test
  void anEfiGuest() throws Exception {
    tree.with(EFI + "fw_vendor", "0x1f8ec018\n")
        .with(EFI + "runtime", "0xfffffffeffb2bb98\n")
        .with(EFI + "config_table", "0x1f9ee018\n")
        .with(EFI + "fw_platform_size", "64\n")
        .with(
            EFI + "systab", "MPS=0xf5a0\nACPI20=0x1fb7e014\nACPI=0x1fb7e000\nSMBIOS=0x1f9cc000\n");
    assertThat(reader.isPresent()).isTrue();
    assertThat(reader.fwVendor()).hasValue(0x1f8ec018);
    assertThat(reader.runtime()).hasValue(0xfffffffeffb2bb98L);
    assertThat(reader.configTable()).hasValue(0x1f9ee018);
    assertThat(reader.platformSize()).hasValue(64);
    EfiTables tables = reader.tables().orElseThrow();
    assertThat(tables.acpiRsdp()).hasValue(0x1fb7e014);
    assertThat(tables.smbios()).hasValue(0x1f9cc000);
  }

  @Test
  void secureBoot() throws Exception {
    String variable = EFI + "efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";
    assertThat(reader.secureBoot()).isEmpty();
    tree.with(variable, new byte[] {6, 0, 0, 0, 1});
    assertThat(reader.secureBoot()).contains(true);
    tree.with(variable, new byte[] {6, 0, 0, 0, 0});
    assertThat(reader.secureBoot()).contains(false);
    tree.with(variable, new byte[4]);
    assertRefused("file-malformed", reader::secureBoot);
  }

  @ParameterizedTest
  @CsvSource({"0,", "1,", "2,false", "3,true", "4,", "255,"})
  void secureBootWhereTheVariablesAreNotMounted(int mode, Boolean told) throws Exception {
    byte[] parameters = new byte[4096];
    parameters[0x1ec] = (byte) mode;
    tree.with("/sys/kernel/boot_params/data", parameters);
    assertThat(reader.secureBoot()).isEqualTo(Optional.ofNullable(told));
  }

  @Test
  void theVariableComesBeforeWhatTheKernelWasTold() throws Exception {
    byte[] parameters = new byte[4096];
    parameters[0x1ec] = 2;
    tree.with("/sys/kernel/boot_params/data", parameters)
        .with(
            EFI + "efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
            new byte[] {6, 0, 0, 0, 1});
    assertThat(reader.secureBoot()).contains(true);
  }

  @Test
  void parametersThatAreCutShort() throws Exception {
    tree.with("/sys/kernel/boot_params/data", new byte[0x1ec]);
    assertRefused("file-malformed", reader::secureBoot);
  }

  @Test
  void theOldAcpiTableIsTheSecondChoice() throws Exception {
    EfiTables tables = EfiTables.parse("systab", "ACPI=0x10\nSMBIOS3=0x20\n");
    assertThat(tables.acpiRsdp()).hasValue(0x10);
    assertThat(tables.smbios()).isEmpty();
    assertThat(EfiTables.parse("systab", "\n").acpiRsdp()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ACPI20", "=0x10", "ACPI20=", "ACPI20=x", "ACPI20=0x10000000000000000"})
  void hostileTables(String text) {
    assertRefused("file-malformed", () -> EfiTables.parse("systab", text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "48", "-64", "0x40"})
  void hostilePlatformSizes(String text) throws Exception {
    tree.with(EFI + "fw_platform_size", text);
    assertRefused("file-malformed", reader::platformSize);
  }

  @Test
  void runtimeMapInTheKernelsOrder() throws Exception {
    descriptor(10, "0x5", "0x1f9ef000", "0xfffffffeffb2b000", "0x10", "0x800000000000000f");
    descriptor(2, "0x6", "0x1f8ec000", "0xfffffffeff8ec000", "0x103", "0xf");
    List<EfiMemoryDescriptor> map = reader.runtimeMap();
    assertThat(map)
        .containsExactly(
            new EfiMemoryDescriptor(6, 0x1f8ec000, 0xfffffffeff8ec000L, 0x103, 0xf),
            new EfiMemoryDescriptor(5, 0x1f9ef000, 0xfffffffeffb2b000L, 0x10, (1L << 63) | 0xf));
    assertThat(HexFormat.of().formatHex(EfiMemoryDescriptor.toBytes(map)))
        .isEqualTo(
            // Type, pad, PhysicalStart, VirtualStart, NumberOfPages, Attribute
            "0600000000000000"
                + "00c08e1f00000000"
                + "00c08efffeffffff"
                + "0301000000000000"
                + "0f00000000000000"
                + "0500000000000000"
                + "00f09e1f00000000"
                + "00b0b2fffeffffff"
                + "1000000000000000"
                + "0f00000000000080");
    assertThat(EfiMemoryDescriptor.toBytes(List.of())).isEmpty();
  }

  @Test
  void hostileRuntimeMaps() throws Exception {
    descriptor(0, "0x100000000", "0x0", "0x0", "0x1", "0xf");
    assertRefused("file-malformed", reader::runtimeMap);
    descriptor(0, "0x1", "0x0", "0x0", "-1", "0xf");
    assertRefused("file-malformed", reader::runtimeMap);
    tree.with(EFI + "runtime-map/1/type", "0x1");
    descriptor(0, "0x1", "0x0", "0x0", "0x1", "0xf");
    assertRefused("file-absent", reader::runtimeMap);
  }

  private void descriptor(
      int number, String type, String physical, String virtual, String pages, String attribute)
      throws IOException {
    String directory = EFI + "runtime-map/" + number + "/";
    tree.with(directory + "type", type + "\n")
        .with(directory + "phys_addr", physical + "\n")
        .with(directory + "virt_addr", virtual + "\n")
        .with(directory + "num_pages", pages + "\n")
        .with(directory + "attribute", attribute + "\n");
  }
}
