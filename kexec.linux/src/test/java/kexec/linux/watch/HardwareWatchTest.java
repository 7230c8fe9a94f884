package kexec.linux.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kexec.linux.LinuxRoot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardwareWatchTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path path;
  private final HandTicks ticks = new HandTicks();
  private int told;

  @BeforeEach
  void start() throws IOException {
    processors("0-1", 2);
    memory("00100000-1ffdefff : System RAM", "  17000000-1effffff : Crash kernel");
  }

  @Test
  void whatIsThereAtFirstIsNoChange() {
    try (HardwareWatch watch = watch()) {
      ticks.tick(5);
      assertThat(told).isZero();
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void aProcessorThatComesIsToldOnce() throws Exception {
    watch();
    ticks.tick(2);
    processors("0-2", 3);
    ticks.tick(1);
    assertThat(told).as("not settled yet").isZero();
    ticks.tick(1);
    assertThat(told).isEqualTo(1);
    ticks.tick(5);
    assertThat(told).isEqualTo(1);
  }

  @Test
  void aModuleOfManyBlocksIsToldOnce() throws Exception {
    watch();
    ticks.tick(1);
    for (int blocks = 1; blocks < 8; blocks++) {
      memory(
          "00100000-1ffdefff : System RAM", "100000000-1%x7ffffff : System RAM".formatted(blocks));
      ticks.tick(1);
    }
    assertThat(told).isZero();
    ticks.tick(3);
    assertThat(told).isEqualTo(1);
  }

  @Test
  void aChangeThatNeverSettlesIsToldAllTheSame() throws Exception {
    watch();
    ticks.tick(1);
    for (int cpus = 3; cpus < 3 + 2 * ChangeDetector.PATIENCE; cpus++) {
      processors("0-" + (cpus - 1), cpus);
      ticks.tick(1);
    }
    assertThat(told).isEqualTo(2);
  }

  @Test
  void whatCameAndWentIsNotTold() throws Exception {
    watch();
    ticks.tick(1);
    processors("0-2", 3);
    ticks.tick(1);
    start();
    Files.delete(path.resolve("sys/devices/system/cpu/cpu2/crash_notes"));
    ticks.tick(5);
    assertThat(told).isZero();
  }

  @Test
  void aProcessorThatIsTakenOfflineChangesNothing() throws Exception {
    write("/sys/devices/system/cpu/online", "0-1\n");
    watch();
    ticks.tick(2);
    write("/sys/devices/system/cpu/online", "0\n");
    ticks.tick(3);
    assertThat(told).isZero();
  }

  @Test
  void aCrashRegionThatShrinksIsTold() throws Exception {
    watch();
    ticks.tick(1);
    memory("00100000-1ffdefff : System RAM", "  17000000-1affffff : Crash kernel");
    ticks.tick(2);
    assertThat(told).isEqualTo(1);
  }

  @Test
  void otherLinesOfTheMemoryMapDoNotMatter() throws Exception {
    watch();
    ticks.tick(1);
    memory(
        "00100000-1ffdefff : System RAM",
        "  17000000-1effffff : Crash kernel",
        "c0000000-febfffff : PCI Bus 0000:00");
    ticks.tick(3);
    assertThat(told).isZero();
  }

  @Test
  void memoryBlocksCountWhereAddressesAreHidden() throws Exception {
    memory("00000000-00000000 : System RAM");
    watch();
    ticks.tick(2);
    write("/sys/devices/system/memory/memory40/state", "online\n");
    ticks.tick(2);
    assertThat(told).isEqualTo(1);
  }

  @Test
  void whatTheKernelKeepsCurrentIsNotTold() throws Exception {
    write("/sys/devices/system/cpu/crash_hotplug", "1\n");
    watch();
    ticks.tick(2);
    processors("0-2", 3);
    ticks.tick(3);
    assertThat(told).isZero();
    memory("00100000-2ffdefff : System RAM");
    ticks.tick(2);
    assertThat(told).as("memory is not kept current").isEqualTo(1);
    write("/sys/devices/system/cpu/crash_hotplug", "0\n");
    ticks.tick(3);
    assertThat(told).as("what was kept current needs no telling later").isEqualTo(1);
    processors("0-3", 4);
    ticks.tick(2);
    assertThat(told).isEqualTo(2);
  }

  @Test
  void memoryThatTheKernelKeepsCurrentIsNotTold() throws Exception {
    write("/sys/devices/system/memory/crash_hotplug", "1\n");
    watch();
    ticks.tick(1);
    memory("00100000-2ffdefff : System RAM");
    ticks.tick(3);
    assertThat(told).isZero();
    processors("0-2", 3);
    ticks.tick(2);
    assertThat(told).isEqualTo(1);
  }

  @Test
  void whatCannotBeReadForAWhileIsComparedWithWhatWasBefore() throws Exception {
    watch();
    ticks.tick(1);
    memory("nonsense");
    ticks.tick(3);
    assertThat(told).isZero();
    start();
    ticks.tick(3);
    assertThat(told).isZero();
    memory("00100000-2ffdefff : System RAM");
    ticks.tick(2);
    assertThat(told).isEqualTo(1);
  }

  @Test
  void oneWhoFailsIsToldOfTheNextChange() throws Exception {
    new HardwareWatch(
        new LinuxHardware(new LinuxRoot(path)),
        () -> {
          told++;
          throw new IllegalStateException("as a test");
        },
        ticks,
        SECOND);
    ticks.tick(1);
    processors("0-2", 3);
    ticks.tick(2);
    processors("0-3", 4);
    ticks.tick(2);
    assertThat(told).isEqualTo(2);
  }

  @Test
  void nothingIsToldAfterTheEnd() throws Exception {
    HardwareWatch watch = watch();
    ticks.tick(1);
    processors("0-2", 3);
    ticks.tick(1);
    watch.close();
    watch.close();
    assertThat(ticks.isStopped()).isTrue();
    // A poll that was in progress when it ended.
    ticks.tick(3);
    assertThat(told).isZero();
  }

  @Test
  void intervalsAreAboveZero() {
    assertThat(watch()).isNotNull();
    assertThat(ticks.interval()).isEqualTo(SECOND);
    for (Duration interval : new Duration[] {Duration.ZERO, SECOND.negated()}) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  new HardwareWatch(
                      new LinuxHardware(new LinuxRoot(path)), () -> {}, ticks, interval));
    }
  }

  @Test
  void ticksOfAThreadComeAgainAndEnd() throws Exception {
    CountDownLatch calls = new CountDownLatch(3);
    Thread[] caller = new Thread[1];
    Runnable stop =
        Ticks.inThread(Duration.ZERO)
            .start(
                () -> {
                  caller[0] = Thread.currentThread();
                  calls.countDown();
                },
                Duration.ofMillis(1));
    assertThat(calls.await(30, TimeUnit.SECONDS)).isTrue();
    stop.run();
    stop.run();
    caller[0].join(TimeUnit.SECONDS.toMillis(30));
    assertThat(caller[0].isAlive()).isFalse();
    assertThat(caller[0].isDaemon()).isTrue();
  }

  private HardwareWatch watch() {
    return new HardwareWatch(new LinuxHardware(new LinuxRoot(path)), () -> told++, ticks, SECOND);
  }

  private void processors(String present, int count) throws IOException {
    write("/sys/devices/system/cpu/present", present + "\n");
    for (int cpu = 0; cpu < count; cpu++) {
      String directory = "/sys/devices/system/cpu/cpu" + cpu;
      write(directory + "/crash_notes", "%x\n".formatted(0x1ffd2c00L + cpu * 0x200000L));
      write(directory + "/crash_notes_size", "368\n");
    }
  }

  private void memory(String... lines) throws IOException {
    write("/proc/iomem", String.join("\n", lines) + "\n");
  }

  private void write(String absolute, String text) throws IOException {
    Path file = new LinuxRoot(path).resolve(absolute);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
