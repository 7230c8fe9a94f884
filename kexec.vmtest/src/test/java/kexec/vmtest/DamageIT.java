package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A byte of a loaded image is changed, and purgatory names its segment and resets the machine. */
@ExtendWith(GuestLab.class)
class DamageIT {

  private static final Pattern INITRD =
      Pattern.compile("\"role\":\"initrd\",\"start\":\"0x([0-9a-f]+)\",\"end\":\"0x([0-9a-f]+)\"");

  @Test
  void aDamagedSegmentIsNamed(Guests guests) throws Exception {
    byte[] initrd = Files.readAllBytes(guests.images().initrd());
    GuestBuilder guest =
        guests
            .cloud("damage")
            .gdb()
            .append("run=jump.sh", "how=-c", "crash=yes", "crashkernel=128M", "wait=yes")
            .append("load=--json,--reset-on-mismatch");
    GuestRun run;
    Matcher place;
    try (RunningGuest running = guests.start(guest)) {
      assertThat(running.script().await("waiting"::equals, Duration.ofMinutes(2)))
          .as(running.script().tail())
          .isPresent();
      place = INITRD.matcher(withoutBlanks(running.script()));
      assertThat(place.find()).isTrue();
      long address = Long.parseLong(place.group(1), 16);
      try (GdbStub gdb = running.gdb()) {
        assertThat(gdb.read(address, initrd.length)).isEqualTo(initrd);
        gdb.write(address + 12_345, (byte) (initrd[12_345] ^ 0x10));
      }
      running.tellScript("go");
      run = guests.finish(guest, running);
    }
    assertThat(run)
        .poweredOff()
        .printed(
            "jkexec: initrd [0x%s, 0x%s): content is not what was loaded"
                .formatted(place.group(1), place.group(2)));
    assertThat(TinyReport.of(run.kernel()).lines()).as("the kernel is not entered").isEmpty();
  }

  private static String withoutBlanks(Console script) {
    return script.lines().stream()
        .map(line -> line.text().replace(" ", ""))
        .collect(Collectors.joining());
  }
}
