package kexec.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.Range;
import org.junit.jupiter.api.Test;

final class TargetTest {

  private static final MemoryMap OTHER = MemoryMap.of(List.of(Maps.ram(0, 0x1000)));

  @Test
  void bareMemoryIsForAnyArchitecture() {
    Target bare = Target.bare(OTHER, Optional.empty(), List.of());

    assertThat(bare.machine()).isEmpty();
    assertThat(bare.architecture()).isEmpty();
    assertThat(bare.firmware()).isEqualTo("none");
    assertThat(bare.memory()).isEqualTo(OTHER);
    assertThat(bare.notes()).isEqualTo(DumpNotes.NONE);
    assertThat(bare.platform().item("fdt")).isEmpty();
  }

  @Test
  void anotherMachinesMemoryLeavesTheRulesAndNothingThatIsHandedOn() throws Exception {
    Finding assumed = Finding.warning("machine-assumed", "it is assumed", "Name it.");
    DumpNotes notes =
        new DumpNotes(
            List.of(Range.machine(0, 1)), Optional.empty(), Optional.empty(), Optional.empty());
    Target own =
        new Target(
            Optional.of("pc"),
            Optional.of("x86_64"),
            "xen",
            Maps.PC,
            Target.bare(Maps.PC, Optional.empty(), List.of()).rules(),
            name -> Optional.of(new byte[1]),
            notes,
            plan -> List.of(assumed),
            List.of(assumed));
    Target foreign = own.withForeignMemory(OTHER);

    assertThat(foreign.machine()).contains("pc");
    assertThat(foreign.architecture()).contains("x86_64");
    assertThat(foreign.firmware()).isEqualTo("xen");
    assertThat(foreign.memory()).isEqualTo(OTHER);
    assertThat(foreign.rules()).isSameAs(own.rules());
    assertThat(foreign.platform().item("fdt")).isEmpty();
    assertThat(foreign.notes()).isEqualTo(DumpNotes.NONE);
    assertThat(foreign.findings()).containsExactly(assumed);
  }
}
