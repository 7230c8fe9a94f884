package kexec.images.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import kexec.images.internal.keep.ImageKeeper;
import kexec.images.internal.keep.KeepMode;
import kexec.images.internal.keep.KeptStore;
import kexec.images.internal.keep.SlotsOfOneMachine;
import kexec.images.internal.source.ConfigSource.Found;
import kexec.linux.LinuxTexts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeepThreadTest {

  @TempDir private Path directory;

  private final Semaphore looks = new Semaphore(0);

  private Found tooLittleMemory() {
    looks.release();
    throw new OutOfMemoryError("a file is too long for this process");
  }

  private ImageKeeper keeper() {
    return new ImageKeeper(
        this::tooLittleMemory,
        new ImageKeeper.Services(
            new SlotsOfOneMachine(Clock.systemUTC()),
            Optional::empty,
            Optional::empty,
            new LinuxTexts(directory)),
        new KeptStore(directory),
        Clock.systemUTC(),
        KeepMode.KEEP);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("kexec-"))
        .count();
  }

  /** Declarative Services may give a component up that it has just made, and not tell it. */
  @Test
  void whatIsNotStartedNeedNotBeClosed() {
    long before = threads();
    KeepThread thread = new KeepThread(keeper(), images -> {});
    assertThat(threads()).isEqualTo(before);
    thread.close();
  }

  /** A dead thread would keep nothing, and nobody would be told. */
  @Test
  void itGoesOnAfterAnError() throws Exception {
    try (KeepThread thread = new KeepThread(keeper(), images -> {})) {
      thread.start();
      assertThat(looks.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
      thread.request();
      assertThat(looks.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
