package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** jkexec starts in a guest, and its commands that need no load work. */
@ExtendWith(GuestLab.class)
class ProductIT {

  @Test
  void simulatesTheKernelThatRuns(Guests guests) throws Exception {
    GuestRun run =
        guests.run(guests.cloud("product").append("run=product.sh").limit(Duration.ofMinutes(5)));
    assertThat(run).poweredOff().said("simulate: status 0");
    guests.note(run, "a simulation, with the JVM's start", between(run, "start", "simulate"));
  }

  /** The script says "stamp 12.34: simulate". */
  private static Duration between(GuestRun run, String from, String to) {
    return stamp(run, to).minus(stamp(run, from));
  }

  private static Duration stamp(GuestRun run, String name) {
    return run.script().lines().stream()
        .filter(line -> line.text().matches("stamp [0-9.]+: " + name))
        .findFirst()
        .orElseThrow()
        .at();
  }
}
