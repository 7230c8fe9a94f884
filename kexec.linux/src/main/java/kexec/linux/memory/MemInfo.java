package kexec.linux.memory;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kexec.api.fault.BadFileException;
import kexec.linux.internal.Malformed;
import kexec.linux.internal.Numbers;

/**
 * The amounts of memory of the running kernel.
 *
 * @param total the memory that it manages, in bytes: without crash kernel reservations
 * @param available the memory that programs could still allocate, in bytes
 * @param contiguous the memory reserved for contiguous allocations (CMA), in bytes; 0 if the kernel
 *     lists none
 * @param unaccepted the memory of a confidential guest that its kernel has not accepted yet, in
 *     bytes; 0 if the kernel lists none
 */
public record MemInfo(long total, long available, long contiguous, long unaccepted) {

  private static final long KIB = 1024;

  /**
   * Parses {@code /proc/meminfo}.
   *
   * @param source where the text comes from
   * @param text the text
   * @return the numbers
   * @throws BadFileException if one of the first two is missing, or one is not a number of KiB
   */
  public static MemInfo parse(String source, String text) throws BadFileException {
    return new MemInfo(
        value(source, text, "MemTotal"),
        value(source, text, "MemAvailable"),
        optional(source, text, "CmaTotal"),
        optional(source, text, "Unaccepted"));
  }

  private static long optional(String source, String text, String name) throws BadFileException {
    return text.contains("\n" + name + ":") ? value(source, text, name) : 0;
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
