package kexec.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class UpkeepThreadTest {

  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void requestsThatComeWhileOneWaitsAreOne() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    UpkeepThread thread =
        new UpkeepThread(
            () -> {
              runs.incrementAndGet();
              begun.countDown();
              try {
                goOn.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.request();
    begun.await();
    for (int i = 0; i < 100; i++) {
      thread.request();
    }
    goOn.countDown();
    thread.close();
    assertThat(runs).hasValue(2);
  }

  @Test
  void workThatFailsDoesNotEndIt() throws InterruptedException {
    Semaphore done = new Semaphore(0);
    try (UpkeepThread thread =
        new UpkeepThread(
            () -> {
              done.release();
              throw new IllegalStateException("expected");
            })) {
      for (int i = 0; i < 3; i++) {
        thread.request();
        assertThat(done.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  /** A bundle that was refreshed meanwhile has lost its classes. */
  @Test
  void workThatFailsIsTriedAgainWithoutARequest() throws InterruptedException {
    Semaphore done = new Semaphore(0);
    try (UpkeepThread thread =
        new UpkeepThread(
            () -> {
              done.release();
              throw new NoClassDefFoundError("expected");
            },
            Duration.ofMillis(1))) {
      thread.request();
      assertThat(done.tryAcquire(3, 10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whatIsAskedForLaterIsDoneToo() throws InterruptedException {
    Semaphore done = new Semaphore(0);
    try (UpkeepThread thread = new UpkeepThread(done::release)) {
      thread.requestIn(Duration.ofMillis(1));
      assertThat(done.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aLaterTimeTakesThePlaceOfAnEarlierOne() throws InterruptedException {
    Semaphore done = new Semaphore(0);
    try (UpkeepThread thread = new UpkeepThread(done::release)) {
      thread.requestIn(Duration.ofDays(1));
      thread.requestIn(Duration.ofMillis(1));
      assertThat(done.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whatStopsTheCoreFromWithinTheUpkeepDoesNotWaitForItself() throws InterruptedException {
    Semaphore closed = new Semaphore(0);
    UpkeepThread[] self = new UpkeepThread[1];
    self[0] =
        new UpkeepThread(
            () -> {
              self[0].close();
              closed.release();
            });
    self[0].request();
    assertThat(closed.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aRequestAfterTheEndDoesNothing() {
    UpkeepThread thread = new UpkeepThread(runs::incrementAndGet);
    thread.close();
    thread.requestIn(Duration.ZERO);
    thread.request();
    thread.close();
    assertThat(runs).hasValue(0);
  }
}
