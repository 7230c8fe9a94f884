package kexec.vmtest;

import java.time.Duration;
import java.util.Locale;

/**
 * A line that a guest wrote.
 *
 * @param at when its last byte arrived, since QEMU was started
 * @param text without the end of the line and without the terminal's control sequences
 */
public record ConsoleLine(Duration at, String text) {

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%8.3f %s", at.toMillis() / 1000.0, text);
  }
}
