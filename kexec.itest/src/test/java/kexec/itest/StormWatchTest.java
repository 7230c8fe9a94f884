package kexec.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The watches of a storm find what they are for: each fault here is seeded. */
@Timeout(120)
final class StormWatchTest {

  private static final StormFootprint NOTHING =
      new StormFootprint(Map.of(), Map.of("b", List.of()), Map.of("b", List.of()), 10, 0, 1 << 20);

  private static void awaitFailure(StormWatch watch) throws InterruptedException {
    while (!watch.hasFailed()) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Test
  void locksThatAreTakenInTheOtherOrderAreFound() throws Exception {
    ReentrantLock first = new ReentrantLock();
    ReentrantLock second = new ReentrantLock();
    CountDownLatch bothHold = new CountDownLatch(2);
    Thread one = new Thread(() -> cross(first, second, bothHold), "crossing-one");
    Thread other = new Thread(() -> cross(second, first, bothHold), "crossing-other");
    one.start();
    other.start();
    try (StormWatch watch = new StormWatch(Duration.ofMinutes(1))) {
      awaitFailure(watch);
      assertThatThrownBy(watch::requireCalm)
          .hasMessageContaining("wait for each other")
          .hasMessageContaining("crossing-one")
          .hasMessageContaining("crossing-other");
    } finally {
      one.interrupt();
      other.interrupt();
      one.join();
      other.join();
    }
  }

  private static void cross(ReentrantLock mine, ReentrantLock next, CountDownLatch bothHold) {
    mine.lock();
    try {
      bothHold.countDown();
      bothHold.await();
      next.lockInterruptibly();
      next.unlock();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      mine.unlock();
    }
  }

  @Test
  void whoDoesNotEndIsFound() throws Exception {
    try (StormWatch watch = new StormWatch(Duration.ofMillis(1))) {
      StormWatch.Actor actor = watch.actor("slow one");
      actor.does(
          "wait for ever",
          () -> {
            awaitFailure(watch);
            return "";
          });
      assertThatThrownBy(watch::requireCalm)
          .hasMessageContaining("slow one is at it for longer than")
          .hasMessageContaining("wait for ever");
    }
  }

  @Test
  void aMomentWithoutAnArmedReceiverIsFound() throws Exception {
    AtomicBoolean isOldArmed = new AtomicBoolean(true);
    AtomicBoolean isNewArmed = new AtomicBoolean();
    List<BooleanSupplier> receivers = List.of(isOldArmed::get, isNewArmed::get);
    ArmedWatch calm = new ArmedWatch(Duration.ZERO, receivers);
    isNewArmed.set(true);
    isOldArmed.set(false);
    assertThat(calm.gaps()).isZero();

    ArmedWatch watch = new ArmedWatch(Duration.ZERO, receivers);
    // Unloaded before the other one is loaded.
    isNewArmed.set(false);
    while (watch.gapsSoFar() == 0) {
      Thread.onSpinWait();
    }
    isOldArmed.set(true);
    assertThat(watch.gaps()).isPositive();
  }

  @Test
  void whatIsLeftOverIsFound() {
    Map<String, List<String>> none = Map.of("b", List.of());
    Map<String, List<String>> one = Map.of("b", List.of("Kexec"));
    StormFootprint thread = new StormFootprint(Map.of("kexec-upkeep", 1), none, none, 10, 0, 1);
    assertThat(thread.growth(NOTHING)).singleElement().asString().contains("threads");
    StormFootprint registered = new StormFootprint(Map.of(), one, none, 10, 0, 1);
    assertThat(registered.growth(NOTHING)).singleElement().asString().contains("b registers");
    StormFootprint used = new StormFootprint(Map.of(), none, one, 10, 0, 1);
    assertThat(used.growth(NOTHING)).singleElement().asString().contains("b uses");
    StormFootprint files = new StormFootprint(Map.of(), none, none, 100, 0, 1);
    assertThat(files.growth(NOTHING)).singleElement().asString().contains("open files");
    StormFootprint mappings = new StormFootprint(Map.of(), none, none, 10, 100, 1);
    assertThat(mappings.growth(NOTHING)).singleElement().asString().contains("mappings");
    StormFootprint heap = new StormFootprint(Map.of(), none, none, 10, 0, 1L << 30);
    assertThat(heap.growth(NOTHING)).singleElement().asString().contains("heap");
    assertThat(NOTHING.growth(NOTHING)).isEmpty();
  }

  @Test
  void aClassLoaderThatIsStillReachableIsFound() throws Exception {
    ClassLoader kept = new ClassLoader() {};
    Duration second = Duration.ofSeconds(1);
    assertThat(StormFootprint.collect(List.of(new WeakReference<>(kept)), second)).hasSize(1);
    assertThat(kept).isNotNull();
    assertThat(StormFootprint.collect(List.of(new WeakReference<>(null)), second)).isEmpty();
  }
}
