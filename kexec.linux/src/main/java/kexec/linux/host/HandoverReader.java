package kexec.linux.host;

import java.nio.file.Files;
import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.LinuxTexts;

/**
 * Reads whether the running kernel preserves memory for the next one: Kexec Handover, Linux 6.16
 * and later (Documentation/core-api/kho), and live updates, which need it (Linux 6.19,
 * Documentation/core-api/liveupdate.rst).
 */
public final class HandoverReader {

  /** The directory is made where Kexec Handover is on, and shown to root. */
  private static final String DEBUG = "/sys/kernel/debug/kho";

  /** The device is registered where live updates are on, which turn themselves off without KHO. */
  private static final String DEVICE = "/dev/liveupdate";

  private final LinuxRoot root;

  /**
   * Makes a reader.
   *
   * @param root the system to read
   */
  public HandoverReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * Tells whether Kexec Handover is on.
   *
   * @return what the kernel shows; else what its command line and its configuration say. True also
   *     where the command line turns it on and nothing tells whether the kernel knows the word
   * @throws KexecException if the command line or the configuration cannot be read
   */
  public boolean isActive() throws KexecException {
    if (Files.isDirectory(root.resolve(DEBUG)) || hasLiveUpdates()) {
      return true;
    }
    Optional<KernelConfig> config = new KernelConfigReader(root).read();
    // An option that depends on one that is not set is not named at all.
    boolean known = config.isEmpty() || config.get().isBuiltIn("KEXEC_HANDOVER").orElse(false);
    return known && word().orElseGet(() -> isDefault(config));
  }

  private static boolean isDefault(Optional<KernelConfig> config) {
    return config.flatMap(c -> c.isBuiltIn("KEXEC_HANDOVER_ENABLE_DEFAULT")).orElse(false);
  }

  private Optional<Boolean> word() throws KexecException {
    return new LinuxTexts(root.resolve("/proc"))
        .commandLine()
        .valueOf("kho")
        .flatMap(HandoverReader::flag);
  }

  /** As kstrtobool() does (Linux, lib/kstrtox.c), by the first characters only. */
  private static Optional<Boolean> flag(String value) {
    if (value.matches("(?s)[yYtT1].*|[oO][nN].*")) {
      return Optional.of(true);
    }
    return value.matches("(?s)[nNfF0].*|[oO][fF].*") ? Optional.of(false) : Optional.empty();
  }

  /**
   * Tells whether live updates are on: a jump then takes part of the system's state with it, and
   * fails where that cannot be saved.
   *
   * @return whether they are
   */
  public boolean hasLiveUpdates() {
    return Files.exists(root.resolve(DEVICE));
  }
}
