package kexec.api.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import kexec.api.PlanRequest;
import kexec.api.plan.ModuleFile;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BootEntryTest {

  private static final Path KERNEL = Path.of("/boot/vmlinuz");

  private static BootEntry entry(String line) {
    return new BootEntry(
        "id",
        "title",
        new BootEntry.Source(BootEntry.Kind.GRUB, Path.of("/boot/grub/grub.cfg")),
        KERNEL,
        List.of(Path.of("/boot/microcode"), Path.of("/boot/initrd")),
        List.of(new ModuleFile(Path.of("/boot/module"), "a crashkernel=1M")),
        line,
        Optional.of(Path.of("/boot/board.dtb")),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  private static String line(Slot slot, String line) {
    return entry(line).request(slot).commandLine();
  }

  @Test
  void aRequestHasEverythingOfTheEntry() {
    assertThat(entry("quiet").request(Slot.CRASH))
        .isEqualTo(
            PlanRequest.of(KERNEL)
                .initrds(List.of(Path.of("/boot/microcode"), Path.of("/boot/initrd")))
                .modules(List.of(new ModuleFile(Path.of("/boot/module"), "a crashkernel=1M")))
                .commandLine("quiet")
                .deviceTree(Path.of("/boot/board.dtb"))
                .slot(Slot.CRASH)
                .build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " two  spaces ",
        "BOOT_IMAGE=/own crashkernel=256M elfcorehdr=1 initrd=a",
        "an=\"open quote crashkernel=1M",
      })
  void theDefaultSlotGetsTheLineAsItIs(String line) {
    assertThat(line(Slot.DEFAULT, line)).isEqualTo(line);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "crashkernel=256M                            | ``",
        "a crashkernel=1G,high  b crashkernel=1M,low | a  b",
        "crashkernel=1M a                            | a",
        "a crashkernel                               | a",
        "a \"crashkernel=1M x\" b                     | a b",
        "a \"crashkernel\" b                          | a b",
        "a crashkernel=\"1M x\" b                     | a b",
        "a=\"x crashkernel=1M y\" b                   | a=\"x crashkernel=1M y\" b",
        "a=\"x crashkernel=1M                         | a=\"x crashkernel=1M",
        "nocrashkernel crashkernel2=1 crashkernel.x=1 | nocrashkernel crashkernel2=1 crashkernel.x=1",
        "a crashkernel=1M -- crashkernel=1M          | a -- crashkernel=1M",
        "BOOT_IMAGE=/own crashkernel=1M              | BOOT_IMAGE=/own",
      })
  void theCrashSlotReservesNothing(String line, String crash) {
    assertThat(line(Slot.CRASH, line)).isEqualTo(crash);
  }
}
