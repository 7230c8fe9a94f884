package kexec.core.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import kexec.api.KexecEvent;
import kexec.api.machine.MachineKexec;
import kexec.api.machine.MemoryOps;
import kexec.core.internal.machine.Offer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What faulty services of other bundles do to the core. */
class KexecCoreTest {

  @TempDir private Path directory;
  private final BlockingQueue<KexecEvent> told = new LinkedBlockingQueue<>();

  /** Both the listener before and the machine itself fail whenever they are called. */
  @Test
  void aListenerIsToldAlthoughOtherServicesFail() throws Exception {
    KexecCore.Settings settings = new KexecCore.Settings(directory, Optional.empty(), true, true);
    try (KexecCore core = new KexecCore(settings, () -> false)) {
      core.addListener(
          event -> {
            throw new IllegalStateException("expected");
          });
      core.addListener(told::add);
      core.addMemory(offer(1, MemoryOps.class));
      core.addReceiver(offer(2, MachineKexec.class));
      assertThat(told.poll(10, TimeUnit.SECONDS))
          .isEqualTo(new KexecEvent.MachineArrived("faulty"));
      core.removeReceiver(2);
      assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(new KexecEvent.MachineLeft("faulty"));
    }
  }

  private static <T> Offer<T> offer(long id, Class<T> type) {
    Object service =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              throw new IllegalStateException("expected");
            });
    return new Offer<>("faulty", "x86_64", "none", false, 0, id, "bundle", 1, type.cast(service));
  }
}
