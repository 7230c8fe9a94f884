package kexec.vmtest;

import static kexec.vmtest.GuestRunAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A byte of a loaded image is changed from outside, and the tiny kernel detects it. */
@ExtendWith(GuestLab.class)
class GdbStubIT {

  /** kexec-tools prints a segment: {@code segment[1].bufsz = 0xfc207}, then {@code .mem}. */
  private static final Pattern SEGMENT =
      Pattern.compile("bufsz = 0x([0-9a-f]+)\\s+segment\\[\\d+]\\.mem +=\\s+0x([0-9a-f]+)");

  @Test
  void oneFlippedByteIsSeenAfterTheJump(Guests guests) throws Exception {
    byte[] initrd = Files.readAllBytes(guests.images().initrd());
    GuestBuilder guest =
        guests
            .cloud("gdb-flip")
            .gdb()
            .append("run=peer.sh", "how=-c", "crash=yes", "crashkernel=128M")
            .append("checks=no", "wait=yes");
    GuestRun run;
    try (RunningGuest running = guests.start(guest)) {
      assertThat(running.script().await("waiting"::equals, Duration.ofMinutes(1)))
          .as(running.script().tail())
          .isPresent();
      long address = segmentOfSize(initrd.length, running.script());
      try (GdbStub gdb = running.gdb()) {
        assertThat(gdb.read(address, initrd.length)).isEqualTo(initrd);
        initrd[12_345] ^= 0x10;
        gdb.write(address + 12_345, initrd[12_345]);
      }
      running.tellScript("go");
      run = guests.finish(guest, running);
    }
    assertThat(run).poweredOff().said("host says go").printed("tiny: mark=second");
    assertThat(TinyReport.of(run.kernel()).number("initrd", "hash"))
        .isEqualTo(TinyKernel.hash(initrd));
  }

  private static long segmentOfSize(int size, Console script) {
    StringBuilder text = new StringBuilder();
    script.lines().forEach(line -> text.append(line.text()).append('\n'));
    return SEGMENT
        .matcher(text)
        .results()
        .filter(segment -> Integer.parseInt(segment.group(1), 16) == size)
        .mapToLong(segment -> Long.parseLong(segment.group(2), 16))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no segment of " + size + " bytes\n" + text));
  }
}
