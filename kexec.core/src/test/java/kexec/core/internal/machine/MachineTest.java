package kexec.core.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kexec.api.fault.Finding;
import kexec.api.machine.CrashNotes;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.PlatformData;
import kexec.api.machine.ReceiverRules;
import kexec.api.memory.MemoryMap;
import kexec.api.memory.MemoryRegion;
import kexec.api.memory.MemoryType;
import kexec.api.memory.Range;
import kexec.api.plan.Slot;
import kexec.core.internal.plan.DumpNotes;
import kexec.core.internal.plan.Target;
import org.junit.jupiter.api.Test;

final class MachineTest {

  private static final MemoryMap MEMORY =
      MemoryMap.of(List.of(new MemoryRegion(Range.machine(0, 0x1000), MemoryType.RAM)));
  private static final ReceiverRules RULES = ReceiverRules.builder().build();
  private static final PlatformData PLATFORM = name -> Optional.empty();
  private static final CrashNotes NOTES =
      new CrashNotes(List.of(Range.machine(0, 1)), List.of(), Optional.empty(), Optional.empty());
  private static final List<Finding> OWN = List.of(Finding.info("own", "looked"));

  /** A service that supports these calls and fails the test on every other one. */
  private static <T> T answering(Class<T> type, Map<String, Object> answers) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              assertThat(answers).containsKey(method.getName());
              return answers.get(method.getName());
            });
    return type.cast(proxy);
  }

  private static Machine machine(String architecture, Map<String, Object> receiver) {
    MemoryOps memory = answering(MemoryOps.class, Map.of("memoryMap", MEMORY));
    MachineKexec kexec = answering(MachineKexec.class, receiver);
    return new Machine(
        new Offer<>("pc", architecture, "xen", false, 0, 1, "b", 1, memory),
        new Offer<>("pc", architecture, "xen", false, 0, 2, "b", 1, kexec));
  }

  @Test
  void aTargetIsWhatTheMachineTells() throws Exception {
    Finding assumed = Finding.warning("machine-assumed", "it is assumed", "Name it.");
    Machine machine =
        machine(
            "x86_64",
            Map.of(
                "rules", RULES,
                "platformData", PLATFORM,
                "crashNotes", NOTES,
                "check", OWN,
                "receiver", "linux-1"));
    Target target = machine.target(Slot.CRASH, List.of(assumed));

    assertThat(machine.name()).isEqualTo("pc");
    assertThat(machine.receiver()).isEqualTo("linux-1");
    assertThat(target.machine()).contains("pc");
    assertThat(target.architecture()).contains("x86_64");
    assertThat(target.firmware()).isEqualTo("xen");
    assertThat(target.memory()).isEqualTo(MEMORY);
    assertThat(target.rules()).isSameAs(RULES);
    assertThat(target.platform()).isSameAs(PLATFORM);
    assertThat(target.notes().notes()).containsExactly(Range.machine(0, 1));
    assertThat(target.check().check(null)).isEqualTo(OWN);
    assertThat(target.findings()).containsExactly(assumed);
  }

  @Test
  void aDefaultImageDoesNotAskForCrashNotes() throws Exception {
    Machine machine = machine("x86_64", Map.of("rules", RULES, "platformData", PLATFORM));

    assertThat(machine.target(Slot.DEFAULT, List.of()).notes()).isEqualTo(DumpNotes.NONE);
  }

  @Test
  void aMachineWithoutAnArchitectureTakesAnyKernel() throws Exception {
    Machine machine = machine("", Map.of("rules", RULES, "platformData", PLATFORM));

    assertThat(machine.target(Slot.DEFAULT, List.of()).architecture()).isEmpty();
  }
}
