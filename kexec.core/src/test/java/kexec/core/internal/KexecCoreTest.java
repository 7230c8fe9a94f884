package kexec.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kexec.api.Kexec;
import kexec.api.KexecEvent;
import kexec.api.PlanRequest;
import kexec.api.boot.BootFile;
import kexec.api.boot.BootProtocol;
import kexec.api.boot.ImageBuilder;
import kexec.api.boot.Recognition;
import kexec.api.boot.SegmentRequest;
import kexec.api.fault.KexecException;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MachineStatus;
import kexec.api.machine.MemoryOps;
import kexec.api.machine.PlatformData;
import kexec.api.machine.ReceiverRules;
import kexec.api.machine.ShutdownMode;
import kexec.api.memory.MemoryMapListing;
import kexec.api.memory.Range;
import kexec.api.plan.Architecture;
import kexec.api.plan.EntryState;
import kexec.api.plan.KernelFacts;
import kexec.api.plan.SegmentRole;
import kexec.api.plan.Slot;
import kexec.core.internal.machine.Offer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the service's clients see when machines fail unexpectedly, and when the service stops. */
@Timeout(60)
final class KexecCoreTest {

  private static final MachineStatus EMPTY = new MachineStatus(Set.of(), Map.of(), Map.of());

  @TempDir private Path directory;

  /** A use of the service. */
  @FunctionalInterface
  private interface Use {
    void of(Kexec kexec) throws KexecException;
  }

  private KexecCore core(Supplier<Object> answer) {
    KexecCore core =
        new KexecCore(
            new KexecCore.Settings(directory, Optional.empty(), false, false, Optional.empty()),
            () -> false);
    core.addMemory(offer(MemoryOps.class, answer, 1));
    core.addReceiver(offer(MachineKexec.class, answer, 2));
    return core;
  }

  /** A machine all of whose questions but that for its receiver have one answer. */
  private static <T> Offer<T> offer(Class<T> type, Supplier<Object> answer, long id) {
    Object machine =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                method.getName().equals("receiver") ? "receiver" : answer.get());
    return new Offer<>("m", "x86_64", "none", false, 0, id, "bundle", 1, type.cast(machine));
  }

  private static List<Use> uses() {
    PlanRequest request = PlanRequest.of(Path.of("/dev/null")).build();
    return List.of(
        kexec -> kexec.plan(request),
        kexec -> kexec.load(request),
        kexec -> kexec.unload(Slot.CRASH, Optional.empty()),
        kexec -> kexec.execute(Slot.CRASH, Optional.empty(), ShutdownMode.FORCED),
        Kexec::status,
        kexec -> kexec.explain(Slot.CRASH, Optional.empty()),
        kexec -> kexec.memoryMap(Optional.empty()));
  }

  private static void assertFails(Kexec kexec, Use use, String code) {
    assertThatThrownBy(() -> use.of(kexec))
        .isInstanceOfSatisfying(
            KexecException.class, e -> assertThat(e.fault().code()).isEqualTo(code));
  }

  @ParameterizedTest
  @MethodSource("uses")
  void whatAMachineMustNotThrowIsAFailureLikeAnyOther(Use use) {
    assertFails(
        core(
            () -> {
              throw new IllegalStateException("the bundle is being stopped");
            }),
        use,
        "unexpected");
    assertFails(
        core(
            () -> {
              throw new NoClassDefFoundError("the bundle was refreshed");
            }),
        use,
        "unexpected");
  }

  @ParameterizedTest
  @MethodSource("uses")
  void aServiceThatHasStoppedRefuses(Use use) {
    KexecCore core = core(() -> EMPTY);
    core.close();
    assertFails(core, use, "service-stopped");
    assertFails(core, kexec -> kexec.inspect(Path.of("/dev/null")), "service-stopped");
    assertFails(core, Kexec::backends, "service-stopped");
  }

  static List<Consumer<KexecCore>> departures() {
    return List.of(
        KexecCore::close,
        core -> core.removeMemory(1),
        core -> core.removeReceiver(2),
        core -> core.removeProtocol(3),
        core -> core.removeListener(event -> {}));
  }

  /**
   * What has left is not called any more: its bundle may be refreshed, and its classes are gone.
   */
  @ParameterizedTest
  @MethodSource("departures")
  void aRunningOperationEndsBeforeAnyoneHasLeft(Consumer<KexecCore> leave) throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    KexecCore core =
        core(
            () -> {
              asked.countDown();
              await(goOn);
              return EMPTY;
            });
    Thread user = started(() -> uncheckedStatus(core));
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    Thread leaving = started(() -> leave.accept(core));
    while (leaving.getState() != Thread.State.TIMED_WAITING) {
      assertThat(leaving.isAlive()).as("it waits").isTrue();
      Thread.onSpinWait();
    }
    goOn.countDown();
    user.join();
    leaving.join();
  }

  /** It takes minutes, and calls nobody who may leave. */
  @Test
  void nobodyWaitsForARehearsalAndWhatIsRehearsedForAStoppedServiceIsNotLoaded() throws Exception {
    KexecCore core =
        new KexecCore(
            new KexecCore.Settings(directory, Optional.empty(), false, false, Optional.empty()),
            () -> false);
    core.addMemory(
        new Offer<>("m", "", "none", false, 0, 1, "bundle", 1, machine(MemoryOps.class)));
    core.addReceiver(
        new Offer<>("m", "", "none", false, 0, 2, "bundle", 1, machine(MachineKexec.class)));
    core.addProtocol(new Offer<>("", "", "none", false, 0, 3, "bundle", 1, new AnyFile()));
    Path kernel = Files.write(directory.resolve("kernel"), new byte[0x1000]);
    assertThatThrownBy(
            () ->
                core.load(
                    PlanRequest.of(kernel).build(),
                    plan -> {
                      Thread leaving = started(core::close);
                      while (leaving.isAlive()) {
                        assertThat(leaving.getState()).isNotEqualTo(Thread.State.TIMED_WAITING);
                      }
                      return null;
                    }))
        .isInstanceOfSatisfying(
            KexecException.class, e -> assertThat(e.fault().code()).isEqualTo("service-stopped"));
  }

  /** A machine for which can be planned, and that must not be loaded. */
  private static <T> T machine(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "receiver", "hardware" -> "";
                  case "memoryMap" -> MemoryMapListing.parse("[0x100000, 0x8000000) ram");
                  case "rules" -> ReceiverRules.builder().build();
                  case "platformData" -> (PlatformData) name -> Optional.empty();
                  case "check" -> List.of();
                  case "lease" -> Optional.empty();
                  default -> throw new AssertionError(method + " was called");
                }));
  }

  /** Boots every file. */
  private static final class AnyFile implements BootProtocol {

    @Override
    public String name() {
      return "any";
    }

    @Override
    public Architecture architecture() {
      return Architecture.X86_64;
    }

    @Override
    public Recognition recognise(BootFile file) {
      return new Recognition.Recognised(
          new KernelFacts("any", Architecture.X86_64, Optional.empty(), 100, Map.of()),
          (request, image) -> {
            ImageBuilder.Place kernel =
                image.place(
                    new SegmentRequest(
                        SegmentRole.KERNEL,
                        file.size(),
                        Range.machine(0, -1),
                        new SegmentRequest.Rule("it lies anywhere", "")));
            kernel.fill(file.data());
            image.entry(new EntryState(kernel.start(), kernel.start(), Map.of()));
          });
    }
  }

  @Test
  void whoStopsTheServiceFromWithinAnOperationDoesNotWaitForItself() throws Exception {
    KexecCore[] core = new KexecCore[1];
    core[0] =
        core(
            () -> {
              core[0].close();
              return EMPTY;
            });
    Thread user = started(() -> uncheckedStatus(core[0]));
    user.join(TimeUnit.SECONDS.toMillis(10));
    assertThat(user.isAlive()).isFalse();
  }

  /** Both the listener before and the machine itself fail whenever they are called. */
  @Test
  void aListenerIsToldAlthoughOtherServicesFail() throws Exception {
    BlockingQueue<KexecEvent> told = new LinkedBlockingQueue<>();
    Supplier<Object> failing =
        () -> {
          throw new IllegalStateException("expected");
        };
    KexecCore.Settings settings =
        new KexecCore.Settings(directory, Optional.empty(), true, true, Optional.empty());
    try (KexecCore core = new KexecCore(settings, () -> false)) {
      core.start();
      core.addListener(
          event -> {
            throw new IllegalStateException("expected");
          });
      core.addListener(told::add);
      core.addMemory(offer(MemoryOps.class, failing, 1));
      core.addReceiver(offer(MachineKexec.class, failing, 2));
      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(new KexecEvent.MachineArrived("m"));
      core.removeReceiver(2);
      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(new KexecEvent.MachineLeft("m"));
    }
  }

  private static Thread started(Runnable work) {
    Thread thread = new Thread(work);
    thread.start();
    return thread;
  }

  private static void uncheckedStatus(Kexec kexec) {
    try {
      kexec.status();
    } catch (KexecException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
