package kexec.receiver.host;

import java.util.Optional;
import kexec.api.fault.Attempt;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.LinuxTexts;
import kexec.linux.efi.EfiReader;
import kexec.linux.host.KernelConfig;
import kexec.linux.host.KernelConfigReader;
import kexec.linux.security.SecurityReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the running kernel's policy, as far as it is readable. */
public final class PolicyReader {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyReader.class);

  private final LinuxRoot root;
  private final KernelConfigReader config;

  /**
   * Creates a reader.
   *
   * @param root the system to read
   */
  public PolicyReader(LinuxRoot root) {
    this.root = root;
    this.config = new KernelConfigReader(root);
  }

  /** {@return the policy as it is now} */
  public Policy read() {
    SecurityReader security = new SecurityReader(root);
    return new Policy(
        attempt(security::lockdown),
        attempt(security::appraisalRules),
        security.hidesAppraisalRules(),
        attempt(new EfiReader(root)::secureBoot),
        config(),
        attempt(() -> Optional.of(new LinuxTexts(root.resolve("/proc")).commandLine())));
  }

  /** {@return the kernel's configuration, empty where it is absent or cannot be read} */
  public Optional<KernelConfig> config() {
    return attempt(config::read);
  }

  /**
   * {@return a value, empty where it is absent or cannot be read}
   *
   * @param <T> the value's type
   * @param reading reads it
   */
  public static <T> Optional<T> attempt(Attempt<Optional<T>> reading) {
    try {
      return reading.run();
    } catch (KexecException e) {
      LOG.debug("Not known: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
