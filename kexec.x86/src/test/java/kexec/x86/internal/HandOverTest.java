package kexec.x86.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.machine.PlatformData;
import org.junit.jupiter.api.Test;

class HandOverTest {

  private static byte[] page(HandOver handOver) {
    ByteBuffer page = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    handOver.into(page);
    return page.array();
  }

  private static PlatformData platform(Map<String, byte[]> items) {
    Map<String, byte[]> copy = new HashMap<>(items);
    return name -> Optional.ofNullable(copy.get(name));
  }

  private static byte[] everyByte(int value) {
    byte[] bytes = new byte[4096];
    java.util.Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static byte[] efi(long rsdp) {
    ByteBuffer old = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    return old.putLong(0x70, rsdp).putInt(0x1c0, 0x34364c45).array();
  }

  @Test
  void onlyWhatStaysTrueIsHandedOn() {
    byte[] page =
        page(HandOver.of(platform(Map.of(PlatformData.BOOT_PARAMS, everyByte(0x5a))), true));
    for (int at = 0; at < 4096; at++) {
      boolean screenInfo = at < 0x40;
      boolean rsdp = at >= 0x70 && at < 0x78;
      boolean edd =
          at == 0x1e9 || at == 0x1ea || (at >= 0x290 && at < 0x2d0) || (at >= 0xd00 && at < 0xeec);
      assertThat(page[at])
          .as("byte 0x%x", at)
          .isEqualTo((byte) (screenInfo || rsdp || edd ? 0x5a : 0));
    }
  }

  @Test
  void nothingIsHandedOnFromNothing() {
    HandOver none = HandOver.of(platform(Map.of()), true);
    assertThat(page(none)).containsOnly(0);
    assertThat(none.findings()).isEmpty();
  }

  @Test
  void acpiRootPointerOfItsOwnCounts() {
    byte[] rsdp = {0x14, 0x20, (byte) 0xfe, 0x3f, 0, 0, 0, 0};
    HandOver handOver =
        HandOver.of(
            platform(Map.of(PlatformData.BOOT_PARAMS, efi(0x1234), PlatformData.ACPI_RSDP, rsdp)),
            true);
    assertThat(handOver.acpiRsdp()).isEqualTo(0x3ffe2014);
    assertThat(java.util.Arrays.copyOfRange(page(handOver), 0x70, 0x78)).isEqualTo(rsdp);
  }

  @Test
  void efiIsLeftOutAndSaidSo() {
    HandOver known = HandOver.of(platform(Map.of(PlatformData.BOOT_PARAMS, efi(0x3ffe2014))), true);
    assertThat(known.findings()).extracting(Finding::code).containsExactly("efi-not-handed-over");
    assertThat(known.findings().get(0).cure()).contains("acpi_rsdp 0x3ffe2014 is passed");
    assertThat(java.util.Arrays.copyOfRange(page(known), 0x1c0, 0x1e0)).containsOnly(0);
    HandOver unknown = HandOver.of(platform(Map.of(PlatformData.BOOT_PARAMS, efi(0))), true);
    assertThat(unknown.findings().get(0).cure()).contains("Add acpi_rsdp=");
  }

  @Test
  void oddSizesAreNotTrusted() {
    HandOver odd =
        HandOver.of(
            platform(
                Map.of(
                    PlatformData.BOOT_PARAMS, new byte[100], PlatformData.ACPI_RSDP, new byte[4])),
            true);
    assertThat(odd.findings()).extracting(Finding::code).containsExactly("boot-params-odd");
    assertThat(page(odd)).containsOnly(0);
  }
}
