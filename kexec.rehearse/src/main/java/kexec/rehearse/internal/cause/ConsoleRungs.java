package kexec.rehearse.internal.cause;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import kexec.api.rehearse.Rung;

/**
 * How far a guest came by what its kernel says, on the console or in its log.
 *
 * <p>A hypervisor's banner proves that the hypervisor runs, {@link Rung#RUNNING}, and not {@link
 * Rung#VERSION}: that is for the banner of the first Linux. A kernel announces a program before it
 * starts it, and frees an initrd that it could not unpack: these lines count only if no line denies
 * them.
 */
public final class ConsoleRungs {

  private static final Pattern VERSION = Pattern.compile("^Linux version \\d");
  private static final Pattern HYPERVISOR = Pattern.compile("^(?:\\(XEN\\))? *Xen version \\d");
  private static final Pattern INITRD = Pattern.compile("^Freeing initrd memory");
  private static final Pattern NO_INITRD = Pattern.compile("^Initramfs unpacking failed");
  private static final Pattern INIT = Pattern.compile("^Run \\S+ as init process");
  private static final Pattern NO_INIT =
      Pattern.compile(
          "No working init found"
              + "|^Failed to execute /"
              + "|^Starting init: \\S+ exists but"
              + "|Requested init \\S+ failed");
  private static final Pattern POWER_OFF = Pattern.compile("^reboot: Power down");

  private ConsoleRungs() {}

  /**
   * {@return the highest rung that some lines prove; empty if they prove none}
   *
   * @param lines the lines of a console, or those of the log as it stands in the memory; a kernel's
   *     image has the same texts, so lines found in any other way prove nothing
   */
  public static Optional<Rung> highest(List<String> lines) {
    List<String> messages = lines.stream().map(LogPrefix::cut).toList();
    if (has(messages, POWER_OFF)) {
      return Optional.of(Rung.POWEROFF);
    }
    if (last(messages, INIT) > last(messages, NO_INIT)) {
      return Optional.of(Rung.INIT);
    }
    if (has(messages, INITRD) && !has(messages, NO_INITRD)) {
      return Optional.of(Rung.INITRD);
    }
    if (has(messages, VERSION)) {
      return Optional.of(Rung.VERSION);
    }
    return has(messages, HYPERVISOR) ? Optional.of(Rung.RUNNING) : Optional.empty();
  }

  /** After a program that cannot be executed the kernel may try others. */
  private static int last(List<String> messages, Pattern pattern) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (pattern.matcher(messages.get(i)).find()) {
        return i;
      }
    }
    return -1;
  }

  private static boolean has(List<String> messages, Pattern pattern) {
    return messages.stream().anyMatch(message -> pattern.matcher(message).find());
  }
}
