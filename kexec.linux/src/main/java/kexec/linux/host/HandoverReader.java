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

  /** This directory exists if Kexec Handover is on; only root can see it. */
  private static final String DEBUG = "/sys/kernel/debug/kho";

  /** This device is registered if live updates are on, which disable themselves without KHO. */
  private static final String DEVICE = "/dev/liveupdate";

  private final LinuxRoot root;

  /**
   * Creates a reader.
   *
   * @param root the system to read
   */
  public HandoverReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * {@return whether Kexec Handover is on, as the kernel shows it; otherwise according to its
   * command line and configuration} Also true if the command line enables it and it is unknown
   * whether the kernel supports the parameter.
   *
   * @param config the kernel's configuration, empty if it is not known
   * @throws KexecException if the command line cannot be read
   */
  public boolean isActive(Optional<KernelConfig> config) throws KexecException {
    if (Files.isDirectory(root.resolve(DEBUG)) || hasLiveUpdates()) {
      return true;
    }
    // An option that depends on an unset one is not mentioned at all.
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

  /** Like kstrtobool() (Linux, lib/kstrtox.c): only the first characters count. */
  private static Optional<Boolean> flag(String value) {
    if (value.matches("(?s)[yYtT1].*|[oO][nN].*")) {
      return Optional.of(true);
    }
    return value.matches("(?s)[nNfF0].*|[oO][fF].*") ? Optional.of(false) : Optional.empty();
  }

  /**
   * {@return whether live updates are on: a jump then carries part of the system's state over, and
   * fails if that cannot be saved}
   */
  public boolean hasLiveUpdates() {
    return Files.exists(root.resolve(DEVICE));
  }
}
