package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power of a machine is cut while jkexec loads what is configured, and the same disk boots
 * again. {@code -Dpower.cuts=} sets how often, and {@code -Dpower.seed=} when.
 */
@ExtendWith(GuestLab.class)
class PowerIT {

  private static final int CUTS = Integer.getInteger("power.cuts", 2);
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final String BEGUN = "keep begins";
  private static final String ENDED = "keep ended";
  private static final String DONE = "stamp [0-9.]*: done";

  @TempDir private Path directory;

  @Test
  void theNextBootArmsWhatIsWanted(Guests guests) throws Exception {
    long seed = Long.getLong("power.seed", System.nanoTime());
    guests.note("power: -Dpower.seed=" + seed);
    Random random = new Random(seed);
    Path disk = disk();
    List<String> first = boot(guests, disk, "first", "no");
    Duration load = between(first);
    for (int cut = 1; cut <= CUTS; cut++) {
      Duration delay = load.multipliedBy(random.nextInt(1000)).dividedBy(1000);
      guests.note("power: cut " + delay.toMillis() + " ms after the load began");
      cutOff(guests, disk, "cut" + cut, delay);
    }
    List<String> last = boot(guests, disk, "last", "yes");
    assertThat(last).contains("before: crash=0 default=0");
    // What an earlier boot had loaded is not loaded now.
    assertThat(last).noneMatch(line -> line.startsWith("before: ") && line.contains(": loaded"));
    assertThat(kinds(last)).isEqualTo(kinds(first));
  }

  /** {@return what the script said, up to the cut after everything was loaded} */
  private List<String> boot(Guests guests, Path disk, String name, String look) throws Exception {
    try (RunningGuest guest = start(guests, disk, name, look)) {
      assertThat(guest.script().await(line -> line.matches(DONE), PATIENCE))
          .as(guest.script().tail())
          .isPresent();
      List<String> lines = lines(guest);
      assertThat(lines).contains("keep: status 0", "after: crash=1 default=1");
      assertThat(lines)
          .anyMatch(line -> line.startsWith("after: crash: loaded, linux, "))
          .anyMatch(line -> line.startsWith("after: default: loaded, linux, "));
      return lines;
    }
  }

  private static void cutOff(Guests guests, Path disk, String name, Duration delay)
      throws Exception {
    try (RunningGuest guest = start(guests, disk, name, "no")) {
      assertThat(guest.script().await(line -> line.contains(BEGUN), PATIENCE))
          .as(guest.script().tail())
          .isPresent();
      // Not a wait for something: the moment is what is tried.
      guest.script().await(line -> false, delay);
    }
  }

  private static RunningGuest start(Guests guests, Path disk, String name, String look) {
    return guests.start(
        guests
            .cloud("power-" + name)
            .drive(new Drive("state", disk, true))
            .append("run=power.sh", "crashkernel=128M", "look=" + look)
            .limit(Duration.ofMinutes(10)));
  }

  private static List<String> lines(RunningGuest guest) {
    return guest.script().lines().stream().map(ConsoleLine::text).toList();
  }

  private static Duration between(List<String> lines) {
    return Duration.ofMillis((long) (1000 * (uptime(lines, ENDED) - uptime(lines, BEGUN))));
  }

  private static double uptime(List<String> lines, String stamp) {
    return lines.stream()
        .filter(line -> line.endsWith(": " + stamp))
        .map(line -> line.split("[ :]", -1)[1])
        .mapToDouble(Double::parseDouble)
        .findFirst()
        .orElseThrow();
  }

  /** The names of receivers differ between boots; how many files there are does not. */
  private static List<String> kinds(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("kept: "))
        .map(line -> line.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"))
        .sorted()
        .toList();
  }

  private Path disk() throws IOException, InterruptedException {
    Path content = Files.createDirectory(directory.resolve("content"));
    Path configurations = Files.createDirectory(content.resolve("jkexec.d"));
    configure(configurations, "kdump", "crash");
    configure(configurations, "next", "default");
    return Ext4.make(content, directory.resolve("state.img"), "32M", "-E", "root_owner=0:0");
  }

  private static void configure(Path configurations, String name, String slot) throws IOException {
    Files.writeString(
        configurations.resolve(name + ".conf"),
        """
        slot = %s
        kernel = /mnt/product/tiny.bzImage
        initrd = /mnt/product/small.cpio.gz
        append = mark=%s
        settle = 0
        """
            .formatted(slot, name));
  }
}
