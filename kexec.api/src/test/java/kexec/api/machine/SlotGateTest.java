package kexec.api.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import kexec.api.fault.BusyException;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.Test;

final class SlotGateTest {

  private final SlotGate gate = new SlotGate();

  @Test
  void givesWhatTheWorkGives() throws Exception {
    assertThat(gate.<Integer>enter(Slot.DEFAULT, "loading", () -> 7)).isEqualTo(7);
  }

  @Test
  void aSecondOperationIsTurnedAwayWhileTheFirstLasts() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CompletableFuture<Void> first =
        CompletableFuture.runAsync(
            () -> {
              try {
                gate.enter(
                    Slot.CRASH,
                    "loading",
                    () -> {
                      inside.countDown();
                      awaitQuietly(leave);
                      return Slot.CRASH;
                    });
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    inside.await();

    refuses(Slot.CRASH);
    assertThat(gate.<Slot>enter(Slot.DEFAULT, "loading", () -> Slot.DEFAULT))
        .isEqualTo(Slot.DEFAULT);

    leave.countDown();
    first.join();
    assertThat(gate.<Slot>enter(Slot.CRASH, "unloading", () -> Slot.CRASH)).isEqualTo(Slot.CRASH);
  }

  @Test
  void workMayEnterTheOtherSlotOnly() throws Exception {
    gate.enter(
        Slot.DEFAULT,
        "executing",
        () -> {
          refuses(Slot.DEFAULT);
          return gate.<Slot>enter(Slot.CRASH, "executing", () -> Slot.CRASH);
        });
  }

  @Test
  void workThatFailsLeaves() throws Exception {
    assertThatThrownBy(
            () ->
                gate.enter(
                    Slot.DEFAULT,
                    "loading",
                    () -> {
                      throw new IllegalStateException("failed");
                    }))
        .hasMessage("failed");
    assertThat(gate.<Slot>enter(Slot.DEFAULT, "loading", () -> Slot.DEFAULT))
        .isEqualTo(Slot.DEFAULT);
  }

  private void refuses(Slot slot) {
    assertThatThrownBy(() -> gate.enter(slot, "unloading", () -> slot))
        .asInstanceOf(type(BusyException.class))
        .satisfies(
            e -> {
              assertThat(e.fault().code()).isEqualTo("slot-busy");
              assertThat(e.fault().attempted()).isEqualTo("unloading");
              assertThat(e.fault().cause()).contains(slot.label());
            });
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
