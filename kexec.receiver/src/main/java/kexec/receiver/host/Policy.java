package kexec.receiver.host;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kexec.linux.KernelCommandLine;
import kexec.linux.host.KernelConfig;
import kexec.linux.security.AppraisalRules;
import kexec.linux.security.Lockdown;

/**
 * What the running kernel's policy says of {@code kexec_load}, which hands over no file that could
 * be signed. An empty value is not known.
 *
 * @param lockdown how far the kernel is locked
 * @param rules what the rules of the integrity policy say of kexec
 * @param hidesRules whether the integrity policy has rules that the kernel shows to nobody
 * @param secureBoot whether the firmware starts signed programs only
 * @param config how the kernel was built
 * @param commandLine what the kernel was started with
 */
public record Policy(
    Optional<Lockdown> lockdown,
    Optional<AppraisalRules> rules,
    boolean hidesRules,
    Optional<Boolean> secureBoot,
    Optional<KernelConfig> config,
    Optional<KernelCommandLine> commandLine) {

  /**
   * {@return why {@code kexec_load} is refused for every image, and for unloading; a clause, empty
   * where that is not certain}
   */
  public Optional<String> forbidsSegments() {
    return appraisal().or(this::lockedDown);
  }

  /** {@return a clause if the kernel is known to be locked down} */
  public Optional<String> lockedDown() {
    return lockdown
        .filter(mode -> mode != Lockdown.NONE)
        .map(mode -> "the kernel is locked down (" + mode.label() + ")");
  }

  /**
   * {@return why the integrity policy refuses {@code kexec_load}, which Linux asks before lockdown;
   * a clause that ends with the kernel's file, empty where that is not certain}
   */
  public Optional<String> appraisal() {
    if (isAppraisedBySecureBoot()) {
      return Optional.of(
          "Secure Boot is on, and the integrity policy (IMA) wants to see the kernel's file");
    }
    if (isAppraisedByCommandLine()) {
      return Optional.of(
          "the integrity policy (IMA, ima_policy=secure_boot) wants to see the kernel's file");
    }
    return rules.filter(known -> known.segments() && isEnforced()).isPresent()
        ? Optional.of(
            "the integrity policy (IMA, func=KEXEC_KERNEL_CHECK) wants to see the kernel's file")
        : Optional.empty();
  }

  /** {@return whether the integrity policy refuses {@code kexec_load}, or may do so unseen} */
  public boolean mayAppraise() {
    return appraisal().isPresent() || (hidesRules && isEnforced());
  }

  /** {@return the files that the integrity policy's rules appraise, empty if none is known} */
  public Optional<String> appraisedFiles() {
    return rules
        .filter(known -> known.files() && isEnforced())
        .map(
            known ->
                Stream.of(
                        known.kernels() ? "the kernel's" : "",
                        known.initrds() ? "the initrd's" : "")
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.joining(" and ")))
        .map(names -> names + " file");
  }

  /** {@return whether files certainly need a signature that the kernel trusts} */
  public boolean enforcesSignatures() {
    return isBuilt("KEXEC_SIG_FORCE") || isAppraisedBySecureBoot();
  }

  /** {@return whether the kernel is known to be locked down} */
  public boolean isLockedDown() {
    return lockedDown().isPresent();
  }

  /**
   * Linux, security/integrity/ima/ima_main.c, ima_load_data(): with an architecture's own policy,
   * Secure Boot and kernels that can be signed, nothing else is asked.
   */
  private boolean isAppraisedBySecureBoot() {
    return secureBoot.orElse(false) && isBuilt("IMA_ARCH_POLICY") && isBuilt("KEXEC_SIG");
  }

  /** Linux, security/integrity/ima/ima_policy.c: one of the policies that are built in. */
  private boolean isAppraisedByCommandLine() {
    if (commandLine.isEmpty() || !isBuilt("IMA_APPRAISE")) {
      return false;
    }
    boolean named =
        commandLine.get().parameters().stream()
            .filter(parameter -> parameter.isNamed("ima_policy"))
            .flatMap(parameter -> parameter.value().stream())
            .anyMatch(value -> List.of(value.split("\\|", -1)).contains("secure_boot"));
    return named && isEnforced();
  }

  /** Whether what is not accepted is refused, and not only logged. */
  private boolean isEnforced() {
    String mode = commandLine.flatMap(line -> line.valueOf("ima_appraise")).orElse("");
    return !List.of("off", "log", "fix").contains(mode);
  }

  private boolean isBuilt(String option) {
    return config.flatMap(known -> known.isBuiltIn(option)).orElse(false);
  }
}
