package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * jkexec as a service keeps its crash image current while processors and memory come and go, and
 * arms it again where it was lost. The crash kernel tells what its core header describes.
 */
@ExtendWith(GuestLab.class)
class ServiceIT {

  /** The address at which QEMU plugs in the first memory. */
  private static final long PLUGGED = 4L << 30;

  private static final long PLUGGED_END = PLUGGED + (128L << 20);

  /** Linux 6.1 does not support such updates: each change is a new load. */
  @Test
  void anOlderKernelIsGivenTheImageAnew(Guests guests) throws Exception {
    try (ServiceGuest guest = ServiceGuest.start(guests, guests.cloud("service"))) {
      guest.arms();
      guest.plugsProcessor();
      guest.awaitLine("ImageLoaded[", 2);
      guest.does("state");
      guest.plugsMemory();
      guest.awaitLine("ImageLoaded[", 3);
      // The image and the kernel's file are lost: it cannot be armed again until the file is back.
      guest.does("mv /run/kernel /run/away; kexec -p -u; state");
      guest.unplugsProcessor();
      guest.awaitLine("ImageLost[", 1);
      guest.does("state; mv /run/away /run/kernel");
      guest.awaitLine("ImageLoaded[", 4);
      guest.does("state");
      GuestRun run = guest.crashes();
      assertThat(run)
          .poweredOff()
          .said("state: crash=1 cpus=0-2")
          .said("state: crash=0 cpus=0-2")
          .said("state: crash=0 cpus=0-1")
          .said("state: crash=1 cpus=0-1")
          .printed("tiny: mark=second");
      // Two processors and vmcoreinfo.
      assertDescribes(run, 3);
    }
  }

  @Test
  void linux612KeepsTheImageItself(Guests guests) throws Exception {
    try (ServiceGuest guest =
        ServiceGuest.start(guests, guests.cloud("service-6-12", guests.images().linux612()))) {
      guest.arms();
      guest.plugsProcessor();
      guest.plugsMemory();
      guest.does("until [ -e /sys/devices/system/cpu/cpu2 ]; do sleep 1; done; keeps; state");
      guest.does("until grep -q 100000000-107ffffff /proc/iomem; do sleep 1; done");
      // The service polls every five seconds, and reports what it saw twice.
      guest.does("sleep 15; state");
      guest.unplugsProcessor();
      guest.does("while [ -e /sys/devices/system/cpu/cpu2 ]; do sleep 1; done; sleep 15; state");
      GuestRun run = guest.crashes();
      assertThat(run)
          .poweredOff()
          .said("keeps: cpu=1 memory=1")
          .said("state: crash=1 cpus=0-2")
          .said("state: crash=1 cpus=0-1")
          .printed("tiny: mark=second");
      assertThat(run.script().lines().stream().filter(l -> l.text().contains("ImageLoaded[")))
          .as("loads")
          .hasSize(1);
      // The kernel has a note for the third processor, whether it is there or not.
      assertDescribes(run, 4);
    }
  }

  private static void assertDescribes(GuestRun run, int notes) {
    List<String> headers = TinyReport.of(run.kernel()).about("elfcorehdr type=");
    assertThat(headers.stream().filter(line -> line.startsWith("0x4"))).hasSize(notes);
    assertThat(headers)
        .anyMatch(line -> line.contains("physical=[0x%x, 0x%x)".formatted(PLUGGED, PLUGGED_END)));
  }
}
