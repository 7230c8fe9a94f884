package kexec.baremetal.internal.host;

import java.util.Optional;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.LinuxTexts;
import kexec.linux.efi.EfiReader;
import kexec.linux.host.KernelConfigReader;
import kexec.linux.security.SecurityReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the running kernel's policy, as far as it lets itself be read. */
public final class PolicyReader {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyReader.class);

  private final LinuxRoot root;

  /**
   * Makes a reader.
   *
   * @param root the system to read
   */
  public PolicyReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * Reads it.
   *
   * @return the policy as it is now
   */
  public Policy read() {
    return new Policy(
        attempt(new SecurityReader(root)::lockdown),
        attempt(new EfiReader(root)::secureBoot),
        attempt(new KernelConfigReader(root)::read),
        attempt(() -> Optional.of(new LinuxTexts(root.resolve("/proc")).commandLine())));
  }

  /**
   * Something that is read.
   *
   * @param <T> what it gives
   */
  @FunctionalInterface
  public interface Reading<T> {

    /**
     * Reads it.
     *
     * @return what is there
     * @throws KexecException if it cannot be read or understood
     */
    Optional<T> read() throws KexecException;
  }

  /**
   * Reads something that may be hidden.
   *
   * @param <T> what it gives
   * @param reading reads it
   * @return what is there; nothing also where it cannot be read
   */
  public static <T> Optional<T> attempt(Reading<T> reading) {
    try {
      return reading.read();
    } catch (KexecException e) {
      LOG.debug("Not known: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
