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
 * Reads what the running kernel tells of the hypervisor below it (Linux,
 * Documentation/ABI/stable/sysfs-hypervisor-xen). Everybody may read most of it.
 */
public final class HypervisorReader {

  /** Xen, xen/include/public/features.h: {@code XENFEAT_dom0}, the number of a bit. */
  private static final int XENFEAT_DOM0 = 11;

  private static final Pattern WORD = Pattern.compile("\\w{1,32}");

  private final LinuxRoot root;

  /**
   * Makes a reader.
   *
   * @param root the system to read
   */
  public HypervisorReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * Reads which hypervisor it is.
   *
   * @return its name as the kernel has it; nothing where the kernel names none
   * @throws kexec.api.fault.BadFileException if it is no word, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
   */
  public Optional<String> type() throws KexecException {
    return word("/sys/hypervisor/type");
  }

  /**
   * Reads how this kernel is run by it.
   *
   * @return such as {@code PV}, {@code HVM} or {@code PVH}; nothing where the kernel does not say
   * @throws kexec.api.fault.BadFileException if it is no word, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
   */
  public Optional<String> guestType() throws KexecException {
    return word("/sys/hypervisor/guest_type");
  }

  /**
   * Reads the hypervisor's version.
   *
   * @return the version; nothing where the kernel does not say
   * @throws kexec.api.fault.BadFileException if it is no version, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
   */
  public Optional<HypervisorVersion> version() throws KexecException {
    OptionalLong major = count("/sys/hypervisor/version/major");
    OptionalLong minor = count("/sys/hypervisor/version/minor");
    return major.isPresent() && minor.isPresent()
        ? Optional.of(new HypervisorVersion(major.getAsLong(), minor.getAsLong()))
        : Optional.empty();
  }

  /**
   * Reads what the hypervisor offers to this kernel.
   *
   * @return a bit for each feature, by the hypervisor's own numbers; nothing where the kernel does
   *     not say
   * @throws kexec.api.fault.BadFileException if it is no number, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
   */
  public OptionalLong features() throws KexecException {
    KernelFile file = new KernelFile(root.resolve("/sys/hypervisor/properties/features"));
    Optional<String> text = file.textIfPresent(KernelFile.WORD);
    return text.isPresent()
        ? OptionalLong.of(Numbers.hex(file.source(), text.get()))
        : OptionalLong.empty();
  }

  /**
   * Tells whether this kernel runs the domain that controls Xen.
   *
   * @return whether it does; false where the kernel does not say
   * @throws kexec.api.fault.BadFileException if it is no number, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
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
