package kexec.linux.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.machine.PlatformData;
import kexec.linux.Tree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxPlatformDataTest {

  @TempDir private Path directory;

  private Tree tree;
  private PlatformData data;

  @BeforeEach
  void makeTree() {
    tree = new Tree(directory);
    data = new LinuxPlatformData(tree.root());
  }

  @Test
  void theParametersOfTheRunningKernel() throws Exception {
    byte[] parameters = new byte[4096];
    parameters[17] = 42;
    ByteBuffer.wrap(parameters).order(ByteOrder.LITTLE_ENDIAN).putLong(0x70, 0x7fe0014);
    tree.with("/sys/kernel/boot_params/data", parameters);
    assertThat(data.item(PlatformData.BOOT_PARAMS)).contains(parameters);
    assertThat(data.item(PlatformData.ACPI_RSDP)).contains(littleEndian(0x7fe0014));
  }

  @Test
  void acpiAndSmbiosOfEfi() throws Exception {
    tree.with("/sys/kernel/boot_params/data", new byte[4096])
        .with("/sys/firmware/efi/systab", "ACPI20=0xbfb7e014\nSMBIOS=0xbf9ad000\n")
        .with("/sys/firmware/efi/fw_vendor", "0xbfeef818\n")
        .with("/sys/firmware/efi/config_table", "0xbf9eda98\n");
    assertThat(data.item(PlatformData.ACPI_RSDP)).contains(littleEndian(0xbfb7e014L));
    assertThat(data.item(PlatformData.SMBIOS)).contains(littleEndian(0xbf9ad000L));
    assertThat(data.item(PlatformData.EFI_FW_VENDOR)).contains(littleEndian(0xbfeef818L));
    assertThat(data.item(PlatformData.EFI_CONFIG_TABLE)).contains(littleEndian(0xbf9eda98L));
  }

  @Test
  void theRuntimeMapOfEfi() throws Exception {
    String entry = "/sys/firmware/efi/runtime-map/0";
    tree.with(entry + "/type", "0x5\n")
        .with(entry + "/phys_addr", "0xbf8ed000\n")
        .with(entry + "/virt_addr", "0xfffffffeffa00000\n")
        .with(entry + "/num_pages", "0x100\n")
        .with(entry + "/attribute", "0x800000000000000f\n");
    Optional<byte[]> map = data.item(PlatformData.EFI_RUNTIME_MAP);
    assertThat(map.orElseThrow()).hasSize(40).startsWith(5, 0, 0, 0);
  }

  @Test
  void theDeviceTreeOfTheRunningKernel() throws Exception {
    tree.with("/sys/firmware/fdt", new byte[] {1, 2, 3});
    assertThat(data.item(PlatformData.DEVICE_TREE)).contains(new byte[] {1, 2, 3});
    tree.with("/sys/firmware/fdt", new byte[(2 << 20) + 1]);
    assertThat(data.item(PlatformData.DEVICE_TREE)).isEmpty();
  }

  @Test
  void randomBytesAreOthersEachTime() {
    byte[] once = data.item(PlatformData.RANDOM).orElseThrow();
    assertThat(once).hasSize(72).isNotEqualTo(data.item(PlatformData.RANDOM).orElseThrow());
  }

  @Test
  void whatTheMachineDoesNotHave() {
    for (String name :
        List.of(
            PlatformData.BOOT_PARAMS,
            PlatformData.ACPI_RSDP,
            PlatformData.EFI_RUNTIME_MAP,
            PlatformData.SMBIOS,
            PlatformData.DEVICE_TREE,
            "what nobody knows")) {
      assertThat(data.item(name)).as(name).isEmpty();
    }
  }

  @Test
  void whatCannotBeUnderstoodIsLeftOut() throws Exception {
    tree.with("/sys/kernel/boot_params/data", new byte[17]);
    assertThat(data.item(PlatformData.BOOT_PARAMS)).isEmpty();
  }

  private static byte[] littleEndian(long value) {
    return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }
}
