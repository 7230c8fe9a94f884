package kexec.vmtest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A virtual machine to be run, complete. Made by {@link GuestBuilder}.
 *
 * @param name what its logs and its line in the summary are called
 * @param machine the computer that it is
 * @param mebibytes its memory, in MiB
 * @param cpus how many processors it has
 * @param firmware what starts its kernel
 * @param hypervisor what is booted and starts the kernel; without one, the kernel is booted
 * @param kernel the kernel's file
 * @param initrd its initial RAM disk
 * @param commandLine the kernel's command line
 * @param drives its disks, in the order in which they are attached
 * @param options further arguments of QEMU
 * @param gdb whether {@link RunningGuest#gdb()} can be used
 * @param firstSign what a line on either console contains as soon as the guest has come up
 * @param firstSignLimit how long that may take; a guest that takes longer is started once more
 * @param limit how long the whole run may take
 */
public record Guest(
    String name,
    GuestMachine machine,
    int mebibytes,
    int cpus,
    Firmware firmware,
    Optional<GuestHypervisor> hypervisor,
    Path kernel,
    Optional<Path> initrd,
    String commandLine,
    List<Drive> drives,
    List<String> options,
    boolean gdb,
    String firstSign,
    Duration firstSignLimit,
    Duration limit) {

  /**
   * Checks the name, which becomes the name of a directory.
   *
   * @throws IllegalArgumentException when it is not made of lower case letters, digits and hyphens,
   *     or memory or processors are missing, or a hypervisor is to be started with Secure Boot, or
   *     what it is to start has a blank in its path
   */
  public Guest {
    if (!name.matches("[a-z0-9][a-z0-9-]*")) {
      throw new IllegalArgumentException("not a guest's name: '" + name + "'");
    }
    if (mebibytes <= 0 || cpus <= 0) {
      throw new IllegalArgumentException(
          "no machine: " + mebibytes + " MiB, " + cpus + " processors");
    }
    if (hypervisor.isPresent() && firmware == Firmware.SECURE_BOOT) {
      throw new IllegalArgumentException(
          "Secure Boot does not start " + hypervisor.get().file() + ": nobody signed it");
    }
    // QEMU takes what is behind the first blank for the command line.
    if (hypervisor.isPresent() && (kernel + initrd.map(Path::toString).orElse("")).contains(" ")) {
      throw new IllegalArgumentException(
          "a blank in the path of " + kernel + " or " + initrd.map(Path::toString).orElse("none"));
    }
    drives = List.copyOf(drives);
    options = List.copyOf(options);
  }
}
