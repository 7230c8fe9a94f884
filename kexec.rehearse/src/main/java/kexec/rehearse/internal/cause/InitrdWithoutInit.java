package kexec.rehearse.internal.cause;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import kexec.api.fault.Finding;

/**
 * A kernel looks for a root file system itself only if what it has unpacked has no first program
 * that may be executed (Linux, init/main.c, kernel_init_freeable). What is then said about the root
 * file system is no cause.
 */
final class InitrdWithoutInit {

  private static final Pattern ROOT =
      Pattern.compile("^VFS: (?:Cannot open root device|Unable to mount root fs)");
  private static final Pattern UNPACKED = Pattern.compile("^Freeing initrd memory");
  private static final Pattern DAMAGED =
      Pattern.compile("^Initramfs unpacking failed|^rootfs image is not initramfs");

  private InitrdWithoutInit() {}

  /** {@return that the initrd has no first program, if its kernel shows that} */
  static Optional<Finding> find(Observed observed) {
    List<String> messages = observed.lines().map(LogPrefix::cut).toList();
    boolean missing = has(messages, UNPACKED) && has(messages, ROOT) && !has(messages, DAMAGED);
    return missing
        ? Optional.of(
            Finding.error(
                "rehearsal-init-missing",
                "The kernel found no first program in its initrd, and looked for a root file system"
                    + " itself.",
                "Check that the initrd is whole and has an executable /init, or what rdinit="
                    + " names."))
        : Optional.empty();
  }

  private static boolean has(List<String> messages, Pattern pattern) {
    return messages.stream().anyMatch(message -> pattern.matcher(message).find());
  }
}
