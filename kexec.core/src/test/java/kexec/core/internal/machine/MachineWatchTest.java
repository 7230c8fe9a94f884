package kexec.core.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kexec.api.KexecEvent.MachineArrived;
import kexec.api.KexecEvent.MachineLeft;
import org.junit.jupiter.api.Test;

final class MachineWatchTest {

  private final MachineWatch watch = new MachineWatch();

  @Test
  void machinesComeInTheirOrder() {
    assertThat(watch.changes(List.of(Offers.machine("linux", 1), Offers.machine("sim", 3))))
        .containsExactly(new MachineArrived("linux"), new MachineArrived("sim"));
  }

  @Test
  void nothingIsSaidTwice() {
    List<Machine> machines = List.of(Offers.machine("linux", 1));
    watch.changes(machines);

    assertThat(watch.changes(machines)).isEmpty();
  }

  @Test
  void anotherOrderIsNoChange() {
    watch.changes(List.of(Offers.machine("linux", 1), Offers.machine("sim", 3)));

    assertThat(watch.changes(List.of(Offers.machine("sim", 3), Offers.machine("linux", 1))))
        .isEmpty();
  }

  @Test
  void whatLeavesIsSaidBeforeWhatComes() {
    watch.changes(List.of(Offers.machine("linux", 1)));

    assertThat(watch.changes(List.of(Offers.machine("xen", 3))))
        .containsExactly(new MachineLeft("linux"), new MachineArrived("xen"));
    assertThat(watch.changes(List.of())).containsExactly(new MachineLeft("xen"));
  }

  @Test
  void aMachineWhoseReceiverIsAnotherServiceCameAnew() {
    watch.changes(List.of(Offers.machine("linux", 1)));

    assertThat(watch.changes(List.of(Offers.machine("linux", 5))))
        .containsExactly(new MachineLeft("linux"), new MachineArrived("linux"));
  }
}
