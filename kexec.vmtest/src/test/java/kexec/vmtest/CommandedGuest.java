package kexec.vmtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A guest whose script carries out each line that a test sends, and says so. Closing it kills it.
 * For one thread.
 */
class CommandedGuest implements AutoCloseable {

  /** The start of a framework takes the longest: on a busy host more than a minute. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Guests guests;
  private final GuestBuilder guest;
  private final RunningGuest running;
  private int commands;

  CommandedGuest(Guests guests, GuestBuilder guest) {
    this.guests = guests;
    this.guest = guest;
    this.running = guests.start(guest);
  }

  final RunningGuest running() {
    return running;
  }

  /** Waits until the script has written the line the given number of times. */
  final void awaitLine(String text, int times) throws InterruptedException {
    AtomicInteger seen = new AtomicInteger();
    assertThat(
            running
                .script()
                .await(line -> line.contains(text) && seen.incrementAndGet() == times, PATIENCE))
        .as("'%s' for time %s\n%s", text, times, running.script().tail())
        .isPresent();
  }

  /** Runs a command in the guest's shell to completion. */
  final void does(String command) throws Exception {
    running.tellScript(command);
    // A command that is given twice ends twice.
    commands++;
    awaitLine("did: ", commands);
  }

  /** Replaces the script by a command, which starts another kernel with another script. */
  final void leavesBy(String command) throws Exception {
    running.tellScript("exec " + command);
  }

  /** Crashes the guest. */
  final GuestRun crashes() throws Exception {
    running.tellScript("echo c >/proc/sysrq-trigger");
    return guests.finish(guest, running);
  }

  @Override
  public final void close() {
    running.close();
  }
}
