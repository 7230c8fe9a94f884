package kexec.core.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import kexec.api.fault.BusyException;
import kexec.api.plan.Slot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SlotGateTest {

  private final SlotGate gate = new SlotGate(Slot.CRASH);
  private final ExecutorService other = Executors.newCachedThreadPool();
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void stop() {
    end.countDown();
    other.shutdownNow();
  }

  private String hold() throws InterruptedException {
    running.countDown();
    end.await();
    return "done";
  }

  private String holdUnchecked() {
    try {
      return hold();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aSecondOperationOfAUserIsBusyAndNamesTheFirst() throws Exception {
    Future<String> first = other.submit(() -> gate.forUser("loading one", this::holdUnchecked));
    running.await();
    assertThatThrownBy(() -> gate.forUser("loading two", () -> "never"))
        .isInstanceOf(BusyException.class)
        .hasMessageContaining("loading two")
        .hasMessageContaining("loading one")
        .hasMessageContaining("crash slot");
    end.countDown();
    assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("done");
    assertThat(gate.forUser("loading three", () -> "free")).isEqualTo("free");
  }

  @Test
  void theUpkeepGoesOnDuringWhatIsRunAside() throws Exception {
    Future<String> first =
        other.submit(() -> gate.forUser("rehearsing", () -> gate.aside(this::holdUnchecked)));
    running.await();
    assertThat(other.submit(() -> gate.forUpkeep(() -> "kept")).get(10, TimeUnit.SECONDS))
        .isEqualTo("kept");
    assertThatThrownBy(() -> gate.forUser("loading", () -> "never"))
        .isInstanceOf(BusyException.class)
        .hasMessageContaining("rehearsing");
    end.countDown();
    assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("done");
  }

  @Test
  void whatFailsAsideLeavesTheGateFree() throws Exception {
    assertThatThrownBy(
            () ->
                gate.forUser(
                    "failing",
                    () ->
                        gate.aside(
                            () -> {
                              throw new IllegalStateException("expected");
                            })))
        .hasMessage("expected");
    assertThat(gate.forUser("next", () -> "free")).isEqualTo("free");
    assertThat(other.submit(() -> gate.forUpkeep(() -> "kept")).get(10, TimeUnit.SECONDS))
        .isEqualTo("kept");
  }

  @Test
  void anOperationThatFailsLeavesTheGateFree() throws Exception {
    assertThatThrownBy(
            () ->
                gate.forUser(
                    "failing",
                    () -> {
                      throw new IllegalStateException("expected");
                    }))
        .hasMessage("expected");
    assertThat(gate.forUser("next", () -> "free")).isEqualTo("free");
  }

  @Test
  void whoIsCalledByTheUpkeepIsBusyAndDoesNotDisturbIt() {
    gate.forUpkeep(
        () ->
            assertThatThrownBy(() -> gate.forUser("loading", () -> "never"))
                .isInstanceOf(BusyException.class)
                .hasMessageContaining("upkeep"));
  }

  @Test
  void aUserWaitsForTheUpkeep() throws Exception {
    AtomicBoolean kept = new AtomicBoolean();
    other.execute(
        () ->
            gate.forUpkeep(
                () -> {
                  holdUnchecked();
                  kept.set(true);
                  return kept;
                }));
    running.await();
    Future<Boolean> user = other.submit(() -> gate.forUser("loading", kept::get));
    end.countDown();
    assertThat(user.get(10, TimeUnit.SECONDS)).isTrue();
  }
}
