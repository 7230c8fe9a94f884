package kexec.linux.host;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.internal.KernelFile;
import kexec.linux.internal.Malformed;
import kexec.linux.internal.Numbers;

/**
 * Reads what the running kernel reports about its hypervisor (Linux,
 * Documentation/ABI/stable/sysfs-hypervisor-xen). Most of it is world-readable.
 */
public final class HypervisorReader {

  /** Xen, xen/include/public/features.h: {@code XENFEAT_dom0}, the number of a bit. */
  private static final int XENFEAT_DOM0 = 11;

  private static final Pattern WORD = Pattern.compile("\\w{1,32}");

  private final LinuxRoot root;

  /**
   * Creates a reader.
   *
   * @param root the system to read
   */
  public HypervisorReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * {@return the kernel's name for the hypervisor; empty if it names none}
   *
   * @throws kexec.api.fault.BadFileException if it is not a word, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public Optional<String> type() throws KexecException {
    return word("/sys/hypervisor/type");
  }

  /**
   * {@return the guest type of this kernel, such as {@code PV}, {@code HVM} or {@code PVH}; empty
   * if the kernel does not say}
   *
   * @throws kexec.api.fault.BadFileException if it is not a word, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public Optional<String> guestType() throws KexecException {
    return word("/sys/hypervisor/guest_type");
  }

  /**
   * {@return the hypervisor's version; empty if the kernel does not say}
   *
   * @throws kexec.api.fault.BadFileException if it is not a version, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public Optional<HypervisorVersion> version() throws KexecException {
    OptionalLong major = count("/sys/hypervisor/version/major");
    OptionalLong minor = count("/sys/hypervisor/version/minor");
    return major.isPresent() && minor.isPresent()
        ? Optional.of(new HypervisorVersion(major.getAsLong(), minor.getAsLong()))
        : Optional.empty();
  }

  /**
   * {@return the features that the hypervisor offers to this kernel, one bit each, with the
   * hypervisor's own numbers; empty if the kernel does not say}
   *
   * @throws kexec.api.fault.BadFileException if it is not a number, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public OptionalLong features() throws KexecException {
    KernelFile file = new KernelFile(root.resolve("/sys/hypervisor/properties/features"));
    Optional<String> text = file.textIfPresent(KernelFile.WORD);
    return text.isPresent()
        ? OptionalLong.of(Numbers.hex(file.source(), text.get()))
        : OptionalLong.empty();
  }

  /**
   * {@return whether this kernel runs Xen's control domain; false if the kernel does not say}
   *
   * @throws kexec.api.fault.BadFileException if it is not a number, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read it
   */
  public boolean isControlDomain() throws KexecException {
    return (features().orElse(0) & (1L << XENFEAT_DOM0)) != 0;
  }

  private Optional<String> word(String absolute) throws KexecException {
    KernelFile file = new KernelFile(root.resolve(absolute));
    Optional<String> text = file.textIfPresent(KernelFile.WORD).map(String::strip);
    if (text.isPresent() && !WORD.matcher(text.get()).matches()) {
      throw Malformed.text(file.source(), text.get(), "one word");
    }
    return text;
  }

  private OptionalLong count(String absolute) throws KexecException {
    KernelFile file = new KernelFile(root.resolve(absolute));
    Optional<String> text = file.textIfPresent(KernelFile.WORD);
    return text.isPresent()
        ? OptionalLong.of(Numbers.count(file.source(), text.get()))
        : OptionalLong.empty();
  }
}
