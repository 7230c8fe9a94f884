package kexec.linux.security;

import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalLong;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.internal.KernelFile;
import kexec.linux.internal.Numbers;

/** Reads what the running kernel permits, and to whom. */
public final class SecurityReader {

  private static final int MAX_STATUS = 1 << 16;

  /** Far more than the rules of distributions, of some kilobytes. */
  private static final int MAX_RULES = 1 << 20;

  private static final String INTEGRITY = "/sys/kernel/security/ima";
  private static final String RULES = INTEGRITY + "/policy";

  private static final String THREAD = "/proc/thread-self";
  private static final String PROCESS = "/proc/self";

  private final LinuxRoot root;

  /**
   * Creates a reader.
   *
   * @param root the system to read
   */
  public SecurityReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * {@return the lockdown mode; empty if the kernel has no lockdown, or does not show it}
   *
   * @throws kexec.api.fault.BadFileException if it is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public Optional<Lockdown> lockdown() throws KexecException {
    KernelFile file = new KernelFile(root.resolve("/sys/kernel/security/lockdown"));
    Optional<String> text = file.textIfPresent(KernelFile.WORD);
    return text.isPresent()
        ? Optional.of(Lockdown.parse(file.source(), text.get()))
        : Optional.empty();
  }

  /**
   * {@return what the rules of the integrity policy (IMA) say of kexec; empty if the kernel has
   * none, or does not show them} Even root can read them only where the kernel was built with
   * {@code CONFIG_IMA_READ_POLICY}.
   *
   * @throws kexec.api.fault.BadFileException if they are longer than 1 MiB or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read them
   */
  public Optional<AppraisalRules> appraisalRules() throws KexecException {
    KernelFile file = new KernelFile(root.resolve(RULES));
    return file.textIfPresent(MAX_RULES).map(AppraisalRules::parse);
  }

  /**
   * {@return whether rules of the integrity policy (IMA) were loaded that the kernel shows to
   * nobody} A kernel without {@code CONFIG_IMA_READ_POLICY} and {@code CONFIG_IMA_WRITE_POLICY}
   * removes their file as soon as some were loaded, and has it before (Linux,
   * security/integrity/ima/ima_fs.c, ima_release_policy()).
   */
  public boolean hidesAppraisalRules() {
    return Files.isDirectory(root.resolve(INTEGRITY)) && Files.notExists(root.resolve(RULES));
  }

  /**
   * {@return the limits on further loads; none if the kernel does not support them}
   *
   * @throws kexec.api.fault.BadFileException if one is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read one
   */
  public LoadLimits limits() throws KexecException {
    KernelFile disabled = new KernelFile(root.resolve("/proc/sys/kernel/kexec_load_disabled"));
    Optional<String> text = disabled.textIfPresent(KernelFile.WORD);
    return new LoadLimits(
        text.isPresent() && Numbers.flag(disabled.source(), text.get()),
        limit("/proc/sys/kernel/kexec_load_limit_panic"),
        limit("/proc/sys/kernel/kexec_load_limit_reboot"));
  }

  /**
   * {@return the privileges of the calling thread}
   *
   * @throws kexec.api.fault.BadFileException if they are malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read them
   */
  public Privileges privileges() throws KexecException {
    // A thread may have other privileges than the main thread.
    KernelFile thread = new KernelFile(root.resolve(THREAD + "/status"));
    Optional<String> own = thread.textIfPresent(MAX_STATUS);
    if (own.isPresent()) {
      return Privileges.parse(thread.source(), own.get());
    }
    KernelFile process = new KernelFile(root.resolve(PROCESS + "/status"));
    return Privileges.parse(process.source(), process.text(MAX_STATUS));
  }

  /**
   * {@return whether root has the privileges of the machine's root; true if the kernel has no user
   * namespaces} In a container with its own user namespace it has not, whatever {@link #privileges}
   * says.
   *
   * @throws kexec.api.fault.BadFileException if it cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public boolean isInitialUserNamespace() throws KexecException {
    KernelFile map = new KernelFile(root.resolve(PROCESS + "/uid_map"));
    return map.textIfPresent(UserNamespace.MAX_MAP).map(UserNamespace::isInitial).orElse(true);
  }

  private OptionalLong limit(String absolute) throws KexecException {
    KernelFile file = new KernelFile(root.resolve(absolute));
    Optional<String> text = file.textIfPresent(KernelFile.WORD);
    long limit = text.isPresent() ? Numbers.decimal(file.source(), text.get()) : -1;
    return limit < 0 ? OptionalLong.empty() : OptionalLong.of(limit);
  }
}
