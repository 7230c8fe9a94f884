package kexec.rehearse.internal.cause;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kexec.api.rehearse.Rung;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleRungsTest {

  @ParameterizedTest
  @CsvSource({
    "root-missing,        VERSION",
    "init-exited,         INIT",
    "init-foreign,        INITRD",
    "init-illegal,        INIT",
    "init-without-loader, VERSION",
    "initrd-truncated,    VERSION",
    "initrd-garbage,      VERSION",
    "initrd-flipped,      INIT",
    "memory-deadlocked,   VERSION",
    "powered-off,         POWEROFF"
  })
  void whatRealGuestsSaidProvesARung(String guest, Rung rung) throws Exception {
    assertThat(ConsoleRungs.highest(SeenGuests.console(guest))).hasValue(rung);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Linux version 6.12.1 (gcc) | VERSION",
        "[    0.000000] Linux version 6.12.1 (gcc) | VERSION",
        "[    0.000000][    T0] Linux version 6.12.1 (gcc) | VERSION",
        "[    0.000000] [    T0] Linux version 6.12.1 (gcc) | VERSION",
        "<5>[    0.000000] Linux version 6.12.1 (gcc) | VERSION",
        "(XEN) Xen version 4.17.4 (Debian 4.17.4-1) | RUNNING",
        "' Xen version 4.17.4 (Debian 4.17.4-1)' | RUNNING",
        "[    1.500000] Freeing initrd memory: 1016K | INITRD",
        "[    2.500000] Run /init as init process | INIT",
        "[    9.500000] reboot: Power down | POWEROFF",
        "[    9.500000] reboot: Restarting system | ",
        "uname says Linux version 6.12.1 | ",
        "Linux version %s | ",
        "[    1.0] Xen version: 4.17 (preserve-AD) | "
      })
  void oneLineProvesARung(String line, Rung rung) {
    assertThat(ConsoleRungs.highest(List.of("SeaBIOS", line)).orElse(null)).isEqualTo(rung);
  }

  @Test
  void theFirstDomainsBannerCountsUnderAHypervisor() {
    List<String> lines =
        List.of("(XEN) Xen version 4.17.4", "[    0.000000] Linux version 6.1.0-57-amd64");
    assertThat(ConsoleRungs.highest(lines)).hasValue(Rung.VERSION);
    assertThat(ConsoleRungs.highest(List.of())).isEmpty();
  }

  @Test
  void afterAProgramThatFailsAnotherOneMayRun() {
    List<String> another =
        List.of(
            "Run /init as init process",
            "Failed to execute /init (error -13)",
            "Run /sbin/init as init process");
    assertThat(ConsoleRungs.highest(another)).hasValue(Rung.INIT);
    assertThat(ConsoleRungs.highest(another.subList(0, 2))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Starting init: /sbin/init exists but couldn't execute it (error -8)",
        "Kernel panic - not syncing: No working init found.  Try passing init= option to kernel.",
        "Kernel panic - not syncing: Requested init /x failed (error -2)."
      })
  void anAnnouncementMayBeDenied(String denial) {
    assertThat(ConsoleRungs.highest(List.of("Run /x as init process", denial))).isEmpty();
  }

  /** Process 1 is the kernel's own before. */
  @Test
  void theDeathOfInitDoesNotProveAProgram() {
    List<String> lines =
        List.of(
            "Linux version 6.1.0",
            "Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b");
    assertThat(ConsoleRungs.highest(lines)).hasValue(Rung.VERSION);
  }
}
