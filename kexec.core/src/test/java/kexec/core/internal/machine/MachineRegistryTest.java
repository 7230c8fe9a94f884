package kexec.core.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

final class MachineRegistryTest {

  private final MachineRegistry registry = new MachineRegistry();

  private List<Tuple> machines() {
    return registry.machines().stream()
        .map(m -> Tuple.tuple(m.name(), m.memory().id(), m.kexec().id()))
        .toList();
  }

  private List<Tuple> halves() {
    return registry.halves().stream()
        .map(half -> Tuple.tuple(half.offer().id(), half.missing()))
        .toList();
  }

  @Test
  void nothingIsPresentAtFirst() {
    assertThat(registry.machines()).isEmpty();
    assertThat(registry.halves()).isEmpty();
    assertThat(registry.named("linux")).isEmpty();
  }

  @Test
  void aMachineIsWholeWhenBothItsServicesAreThere() {
    registry.addMemory(Offers.memory("linux", 1, 0, 10));
    assertThat(machines()).isEmpty();
    assertThat(halves()).containsExactly(Tuple.tuple(10L, "MachineKexec"));

    registry.addReceiver(Offers.receiver("linux", 1, 0, 11));
    assertThat(machines()).containsExactly(Tuple.tuple("linux", 10L, 11L));
    assertThat(halves()).isEmpty();
    assertThat(registry.named("linux")).map(Machine::name).contains("linux");
    assertThat(registry.named("Linux")).isEmpty();
  }

  @Test
  void servicesOfTwoBundlesAreNotPaired() {
    registry.addMemory(Offers.memory("linux", 1, 0, 10));
    registry.addReceiver(Offers.receiver("linux", 2, 0, 11));

    assertThat(machines()).isEmpty();
    assertThat(halves())
        .containsExactly(Tuple.tuple(10L, "MachineKexec"), Tuple.tuple(11L, "MemoryOps"));
  }

  @Test
  void servicesWithoutANameAreNotPaired() {
    registry.addMemory(Offers.memory("", 1, 0, 10));
    registry.addReceiver(Offers.receiver("", 1, 0, 11));

    assertThat(machines()).isEmpty();
    assertThat(halves())
        .containsExactly(
            Tuple.tuple(10L, "property kexec.machine"), Tuple.tuple(11L, "property kexec.machine"));
  }

  @Test
  void servicesOfTwoNamesAreNotPaired() {
    registry.addMemory(Offers.memory("linux", 1, 0, 10));
    registry.addReceiver(Offers.receiver("xen", 1, 0, 11));

    assertThat(machines()).isEmpty();
    assertThat(halves()).hasSize(2);
  }

  @Test
  void oneBundleMayOfferTwoMachines() {
    registry.addMemory(Offers.memory("linux", 1, 0, 10));
    registry.addMemory(Offers.memory("xen", 1, 0, 11));
    registry.addReceiver(Offers.receiver("xen", 1, 0, 12));
    registry.addReceiver(Offers.receiver("linux", 1, 0, 13));

    assertThat(machines())
        .containsExactly(Tuple.tuple("xen", 11L, 12L), Tuple.tuple("linux", 10L, 13L));
  }

  @Test
  void theHigherRankingComesFirstThenTheOlderService() {
    long id = 0;
    for (String name : List.of("old", "young", "best", "worst")) {
      int ranking = name.equals("best") ? 5 : name.equals("worst") ? -5 : 0;
      registry.addMemory(Offers.memory(name, 1, 0, id++));
      registry.addReceiver(Offers.receiver(name, 1, ranking, id++));
    }

    assertThat(registry.machines())
        .extracting(Machine::name)
        .containsExactly("best", "old", "young", "worst");
  }

  @Test
  void ofSeveralWithOneNameTheBestIsTaken() {
    registry.addMemory(Offers.memory("linux", 1, 0, 10));
    registry.addReceiver(Offers.receiver("linux", 1, 0, 11));
    registry.addMemory(Offers.memory("linux", 2, 0, 20));
    registry.addReceiver(Offers.receiver("linux", 2, 7, 21));
    assertThat(machines()).containsExactly(Tuple.tuple("linux", 20L, 21L));

    registry.removeReceiver(21);
    assertThat(machines()).containsExactly(Tuple.tuple("linux", 10L, 11L));
  }

  @Test
  void aBetterHalfDoesNotHideAWholeMachine() {
    registry.addMemory(Offers.memory("linux", 1, 0, 10));
    registry.addReceiver(Offers.receiver("linux", 1, 0, 11));
    registry.addReceiver(Offers.receiver("linux", 2, 100, 21));

    assertThat(machines()).containsExactly(Tuple.tuple("linux", 10L, 11L));
    assertThat(halves()).containsExactly(Tuple.tuple(21L, "MemoryOps"));
  }

  @Test
  void theBestMemoryOfABundleIsTaken() {
    registry.addMemory(Offers.memory("linux", 1, 0, 10));
    registry.addMemory(Offers.memory("linux", 1, 3, 12));
    registry.addReceiver(Offers.receiver("linux", 1, 0, 11));

    assertThat(machines()).containsExactly(Tuple.tuple("linux", 12L, 11L));
  }

  @Test
  void aMachineIsHalfAgainWhenAServiceLeaves() {
    registry.addMemory(Offers.memory("linux", 1, 0, 10));
    registry.addReceiver(Offers.receiver("linux", 1, 0, 11));
    registry.removeMemory(10);

    assertThat(machines()).isEmpty();
    assertThat(halves()).containsExactly(Tuple.tuple(11L, "MemoryOps"));

    registry.removeReceiver(11);
    registry.removeReceiver(11);
    assertThat(halves()).isEmpty();
  }

  @Test
  void whatIsAbsentIsNoMachineAndNoHalf() {
    registry.addAbsence(Offers.absence("linux", 1, 0, 10));
    registry.addAbsence(Offers.absence("other", 2, 7, 20));

    assertThat(registry.machines()).isEmpty();
    assertThat(registry.halves()).isEmpty();
    assertThat(registry.absences()).extracting(Offer::id).containsExactly(20L, 10L);

    registry.removeAbsence(20);
    registry.removeAbsence(20);
    assertThat(registry.absences()).extracting(Offer::id).containsExactly(10L);
  }

  @Test
  void aMachineThatIsPresentIsNotAbsent() {
    registry.addAbsence(Offers.absence("linux", 1, 0, 10));
    registry.addMemory(Offers.memory("linux", 2, 0, 20));
    assertThat(registry.absences()).hasSize(1);

    registry.addReceiver(Offers.receiver("linux", 2, 0, 21));
    assertThat(registry.absences()).isEmpty();

    registry.removeMemory(20);
    assertThat(registry.absences()).hasSize(1);
  }
}
