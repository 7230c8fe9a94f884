package kexec.linux.memory;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.fault.BadFileException;
import kexec.linux.internal.Malformed;
import kexec.linux.internal.Numbers;

/**
 * How much memory the running kernel has.
 *
 * @param total what it manages, in bytes: without what is reserved for a crash kernel
 * @param available what programs could still get, in bytes
 * @param contiguous what is kept for contiguous allocations (CMA), in bytes; 0 where the kernel
 *     names none
 */
public record MemInfo(long total, long available, long contiguous) {

  private static final long KIB = 1024;

  /**
   * Understands {@code /proc/meminfo}.
   *
   * @param source where the text comes from
   * @param text the text
   * @return the numbers
   * @throws BadFileException if one of the first two is missing, or one is no number of KiB
   */
  public static MemInfo parse(String source, String text) throws BadFileException {
    return new MemInfo(
        value(source, text, "MemTotal"),
        value(source, text, "MemAvailable"),
        text.contains("\nCmaTotal:") ? value(source, text, "CmaTotal") : 0);
  }

  private static long value(String source, String text, String name) throws BadFileException {
    Matcher match =
        Pattern.compile("^" + name + ":\\s+(\\d{1,19}) kB$", Pattern.MULTILINE).matcher(text);
    if (!match.find()) {
      throw Malformed.because(source, "it does not tell " + name + " in kB");
    }
    long kib = Numbers.count(source, match.group(1));
    if (kib > Long.MAX_VALUE / KIB) {
      throw Malformed.because(source, name + " of " + kib + " kB cannot be");
    }
    return kib * KIB;
  }
}
