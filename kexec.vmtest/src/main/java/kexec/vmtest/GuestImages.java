package kexec.vmtest;

import java.nio.file.Path;

/**
 * What guests boot from: the directories that {@code tools/guest-image} or {@code
 * tools/guest-image-arm}, and {@code tools/guest-product} fill. Their opening comments say what is
 * in them.
 *
 * @param base what seldom changes
 * @param product what changes with every build
 */
public record GuestImages(Path base, Path product) {

  /**
   * Returns Debian's kernel for virtual machines.
   *
   * @return a bzImage with NVMe and ext4 built in
   */
  public Path cloudKernel() {
    return base.resolve("vmlinuz-cloud");
  }

  /**
   * Returns the kernel of an Arm guest.
   *
   * @return an arm64 Image with NVMe and ext4 built in, or an armhf zImage whose modules for these
   *     {@link #initrd()} has; {@code /mnt/base/vmlinuz} in the guest
   */
  public Path armKernel() {
    return base.resolve("vmlinuz");
  }

  /**
   * Returns Linux 6.12 for virtual machines: the first long-lived one that keeps a loaded crash
   * image current by itself.
   *
   * @return a bzImage or arm64 Image with NVMe and ext4 built in, {@code /mnt/base/vmlinuz-6.12} in
   *     the guest
   */
  public Path linux612() {
    return base.resolve("vmlinuz-6.12");
  }

  /**
   * Returns the newest Linux 7 for virtual machines that Debian has for its stable release.
   *
   * @return a bzImage with NVMe and ext4 built in, {@code /mnt/base/vmlinuz-7} in the guest
   */
  public Path linux7() {
    return base.resolve("vmlinuz-7");
  }

  /**
   * Returns Debian's kernel for all machines.
   *
   * @return a bzImage that needs {@link #genericInitrd()} to see disks
   */
  public Path genericKernel() {
    return base.resolve("vmlinuz-generic");
  }

  /**
   * Returns Debian's Xen.
   *
   * @return an ELF file of 32 bits
   */
  public Path xen() {
    return base.resolve("xen");
  }

  /**
   * Returns the kernel for Xen's dom0.
   *
   * @return {@link #genericKernel()}, unpacked if possible: Xen need not do that then
   */
  public Path dom0Kernel() {
    return base.resolve("vmlinux-generic");
  }

  /**
   * Returns the small initial RAM disk.
   *
   * @return busybox and init
   */
  public Path initrd() {
    return product.resolve("small.cpio.gz");
  }

  /**
   * Returns the initial RAM disk of the generic kernel.
   *
   * @return the small one, the modules that find the disks, and those of Xen's dom0
   */
  public Path genericInitrd() {
    return product.resolve("generic.cpio");
  }

  /**
   * Returns the firmware's code.
   *
   * @return a flash image that is only read
   */
  public Path ovmfCode() {
    return base.resolve("OVMF_CODE.fd");
  }

  /**
   * Returns the firmware's variables as they are when it is new.
   *
   * @return a flash image that every guest writes to a copy of its own
   */
  public Path ovmfVariables() {
    return base.resolve("OVMF_VARS.fd");
  }

  /**
   * Returns the code of the firmware with Secure Boot.
   *
   * @return a flash image that is only read
   */
  public Path secureBootCode() {
    return base.resolve("OVMF_CODE.secure.fd");
  }

  /**
   * Returns the variables of the firmware with Secure Boot, with the vendors' keys.
   *
   * @return a flash image that every guest writes to a copy of its own
   */
  public Path secureBootVariables() {
    return base.resolve("OVMF_VARS.secure.fd");
  }

  /**
   * Returns what that firmware starts.
   *
   * @return Debian's shim, signed by Microsoft
   */
  public Path shim() {
    return base.resolve("shimx64.efi");
  }

  /**
   * Returns what shim starts.
   *
   * @return GRUB, signed by Debian
   */
  public Path grub() {
    return base.resolve("grubx64.efi");
  }

  /**
   * Returns the disk with the JRE, libraries, tools and kernels.
   *
   * @return {@code /mnt/base} in the guest
   */
  public Drive baseDrive() {
    return new Drive("base", base.resolve("base.img"), false);
  }

  /**
   * Returns the disk with jkexec and the scripts.
   *
   * @return {@code /mnt/product} in the guest
   */
  public Drive productDrive() {
    return new Drive("product", product.resolve("product.img"), false);
  }
}
