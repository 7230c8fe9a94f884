package kexec.arm.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import kexec.api.machine.MemoryOps;
import kexec.api.memory.PhysicalAddress;
import kexec.api.memory.Range;
import kexec.linux.LinuxRoot;
import kexec.linux.MemoryMapException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What /proc/iomem and the device tree say together. */
class ArmMemoryTest {

  private static final String PLAIN = "40000000-7fffffff : System RAM\n";

  /** Keystone 2: RAM at 0x8_0000_0000, which the boot processor sees at 0x8000_0000. */
  private static final String ALIASED =
      """
      80000000-9fffffff : System RAM (boot alias)
        90000000-93ffffff : Crash kernel (boot alias)
      800000000-81fffffff : System RAM
        810000000-813ffffff : Crash kernel
      """;

  @TempDir private Path root;

  private void put(String file, byte[] content) throws Exception {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, content);
  }

  private MemoryOps memory(String iomem) throws Exception {
    put("proc/iomem", iomem.getBytes(StandardCharsets.US_ASCII));
    return new ArmMemory(new LinuxRoot(root));
  }

  @Test
  void whatTheTreeReservesIsNoPlaceForSegments() throws Exception {
    put("sys/firmware/fdt", SyntheticArm.tree());
    assertThat(memory(PLAIN).memoryMap().held().ranges())
        .containsExactly(
            Range.machine(0x48000000, 0x48100000), Range.machine(0x50000000, 0x50001000));
  }

  @Test
  void withoutATreeNothingIsReserved() throws Exception {
    assertThat(memory(PLAIN).memoryMap().held().isEmpty()).isTrue();
  }

  @Test
  void aDamagedTreeDoesNotHideTheMemory() throws Exception {
    put("sys/firmware/fdt", new byte[60]);
    assertThat(memory(PLAIN).memoryMap().ram().size()).isEqualTo(0x40000000);
  }

  @Test
  void imagesLieWhereTheBootProcessorSeesRam() throws Exception {
    MemoryOps memory = memory(ALIASED);
    assertThat(memory.memoryMap().ram().ranges())
        .containsExactly(Range.machine(0x80000000L, 0xa0000000L));
    assertThat(memory.memoryMap().crashRegion()).contains(Range.machine(0x90000000L, 0x94000000L));
    assertThat(memory.toMachine(new PhysicalAddress(0x800001234L)).value()).isEqualTo(0x80001234L);
  }

  @Test
  void memoryThatTheBootProcessorDoesNotSeeHasNoAddress() throws Exception {
    MemoryOps memory = memory(ALIASED);
    assertThatThrownBy(() -> memory.toMachine(new PhysicalAddress(0x820000000L)))
        .isInstanceOfSatisfying(
            MemoryMapException.class,
            e -> assertThat(e.fault().code()).isEqualTo(MemoryMapException.ALIAS));
  }

  @Test
  void withoutAliasesAnAddressIsTheMachines() throws Exception {
    assertThat(memory(PLAIN).toMachine(new PhysicalAddress(0x40001000)).value())
        .isEqualTo(0x40001000);
  }
}
