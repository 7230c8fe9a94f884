package kexec.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kexec.api.KexecEvent;
import kexec.api.plan.Slot;
import kexec.api.rehearse.RehearsalGoal;
import kexec.api.rehearse.RehearsalVerdict;
import kexec.api.rehearse.Rung;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The topic and the properties of each event. */
class EventDescriptionTest {

  private static final RehearsalVerdict VERDICT =
      new RehearsalVerdict(Instant.EPOCH, RehearsalGoal.INIT, Rung.INIT, true, "QEMU");

  private static Stream<Arguments> events() {
    return Stream.of(
        Arguments.of(
            new KexecEvent.MachineArrived("m"), "kexec/machine/ARRIVED", Map.of("machine", "m")),
        Arguments.of(new KexecEvent.MachineLeft("m"), "kexec/machine/LEFT", Map.of("machine", "m")),
        Arguments.of(
            new KexecEvent.ImageLoaded("m", Slot.CRASH),
            "kexec/image/LOADED",
            Map.of("machine", "m", "slot", "crash")),
        Arguments.of(
            new KexecEvent.ImageAdopted("m", Slot.DEFAULT),
            "kexec/image/ADOPTED",
            Map.of("machine", "m", "slot", "default")),
        Arguments.of(
            new KexecEvent.ImageUnloaded("m", Slot.CRASH),
            "kexec/image/UNLOADED",
            Map.of("machine", "m", "slot", "crash")),
        Arguments.of(
            new KexecEvent.ImageLost("m", Slot.CRASH, "r"),
            "kexec/image/LOST",
            Map.of("machine", "m", "slot", "crash", "reason", "r")),
        Arguments.of(
            new KexecEvent.MoveFailed("m", Slot.CRASH, "r"),
            "kexec/image/MOVE_FAILED",
            Map.of("machine", "m", "slot", "crash", "reason", "r")),
        Arguments.of(
            new KexecEvent.ImageRehearsed("m", Slot.CRASH, VERDICT),
            "kexec/image/REHEARSED",
            Map.of("machine", "m", "slot", "crash", "succeeded", true, "rung", "init")));
  }

  @ParameterizedTest
  @MethodSource("events")
  void anEvent(KexecEvent event, String topic, Map<String, Object> properties) {
    assertThat(EventDescription.of(event)).isEqualTo(new EventDescription(topic, properties));
  }

  @Test
  void everyKindOfEventIsInTheTable() {
    Set<Class<?>> told =
        events().map(arguments -> arguments.get()[0].getClass()).collect(Collectors.toSet());
    assertThat(told).isEqualTo(Set.of(KexecEvent.class.getPermittedSubclasses()));
  }
}
