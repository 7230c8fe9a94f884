package kexec.linux.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import kexec.api.fault.KexecException;
import kexec.api.text.FileName;
import kexec.linux.LinuxRoot;
import kexec.linux.internal.Directories;
import kexec.linux.internal.KernelFile;

/**
 * Reads which drivers work on devices now (Linux, Documentation/ABI/testing/sysfs-bus-pci). A
 * module that is loaded without a device of its own does not matter to a jump.
 */
public final class DriverReader {

  private static final int MAX_DEVICES = 1 << 16;
  private static final int MAX_HOSTS = 1 << 16;

  private final LinuxRoot root;

  /**
   * Creates a reader.
   *
   * @param root the system to read
   */
  public DriverReader(LinuxRoot root) {
    this.root = root;
  }

  /**
   * {@return the names of the drivers that PCI devices are bound to, ascending; empty if there is
   * no PCI}
   *
   * @throws kexec.api.fault.BadFileException if there are too many devices, or they cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read them
   */
  public Set<String> boundToPci() throws KexecException {
    Set<String> drivers = new TreeSet<>();
    for (Path device : Directories.entries(root.resolve("/sys/bus/pci/devices"), MAX_DEVICES)) {
      driver(device).ifPresent(drivers::add);
    }
    return drivers;
  }

  private static Optional<String> driver(Path device) {
    try {
      Path link = Files.readSymbolicLink(device.resolve("driver"));
      return Optional.ofNullable(link.getFileName()).map(FileName::of);
    } catch (IOException e) {
      // No driver has the device, or it was unbound or removed meanwhile.
      return Optional.empty();
    }
  }

  /**
   * {@return the names, such as {@code host0}, of the disk controllers whose driver says that it
   * cannot reset them: with {@code reset_devices}, a crash kernel finds them as the crashed kernel
   * left them (Linux, Documentation/scsi/hpsa.rst, resettable)}
   *
   * @throws kexec.api.fault.BadFileException if one is malformed or cannot be read
   * @throws kexec.api.fault.NotPermittedException if this user has no permission to read one
   */
  public Set<String> notResettable() throws KexecException {
    Set<String> hosts = new TreeSet<>();
    for (Path host : Directories.entries(root.resolve("/sys/class/scsi_host"), MAX_HOSTS)) {
      KernelFile resettable = new KernelFile(host.resolve("resettable"));
      if (resettable
          .textIfPresent(KernelFile.WORD)
          .map(String::strip)
          .filter("0"::equals)
          .isPresent()) {
        hosts.add(FileName.of(host.getFileName()));
      }
    }
    return hosts;
  }
}
