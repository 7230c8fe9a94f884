package kexec.linux.host;

import java.util.UUID;
import kexec.api.fault.KexecException;
import kexec.linux.LinuxRoot;
import kexec.linux.internal.KernelFile;

/** Reads what the running system is. */
public final class HostReader {

  private final LinuxRoot root;

  /**
   * Makes a reader.
   *
   * @param root the system to read
   */
  public HostReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * Reads which boot this is: the kernel makes up another number each time it starts.
   *
   * @return the number
   * @throws kexec.api.fault.BadFileException if it is absent, no UUID, or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user may not read it
   */
  public UUID bootId() throws KexecException {
    KernelFile file = new KernelFile(root.resolve("/proc/sys/kernel/random/boot_id"));
    return BootId.parse(file.source(), file.text(KernelFile.WORD));
  }
}
